import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { changeConsent, listConsents, type Consent } from '../../../../services/account'
import { describeMoment } from '../../../../services/time'
import { MePage } from '../../components/MePage'

/** What the person agreed to, each on its own, each to be taken back. */
export default function ConsentsPage() {
  return <MePage title="隐私与同意">{(me) => <Consents userId={me.id} />}</MePage>
}

function Consents({ userId }: { userId: string }) {
  const consents = useRemote(`consents:${userId}`, listConsents)
  const { run, isBusy, problem } = useAction()
  const [withdrawn, setWithdrawn] = useState<Consent>()
  const change = async (consent: Consent, isGiven: boolean) => {
    await run(() => changeConsent(consent, isGiven))
    setWithdrawn(undefined)
    consents.reload()
  }
  return (
    <View className="stack">
      <Text className="text-block">每一项都单独问您，随时可以收回；收回不影响您办别的事。</Text>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <RemoteView remote={consents}>
        {({ items }) => (
          <View className="stack">
            {items.map((consent) => (
              <ConsentCard
                key={consent.kind}
                consent={consent}
                isBusy={isBusy}
                onGive={() => void change(consent, true)}
                onWithdraw={() => {
                  setWithdrawn(consent)
                }}
              />
            ))}
          </View>
        )}
      </RemoteView>
      <ConfirmSheet
        title={`收回：${withdrawn?.title ?? ''}`}
        message={withdrawn?.withdrawal ?? ''}
        confirmText="收回"
        isDanger
        isOpen={withdrawn !== undefined}
        isBusy={isBusy}
        onConfirm={() => {
          if (withdrawn) void change(withdrawn, false)
        }}
        onClose={() => {
          setWithdrawn(undefined)
        }}
      />
    </View>
  )
}

interface ConsentCardProps {
  consent: Consent
  isBusy: boolean
  onGive: () => void
  onWithdraw: () => void
}

function ConsentCard({ consent, isBusy, onGive, onWithdraw }: ConsentCardProps) {
  const now = useNow()
  const { title, purpose, isGiven, givenAt, writtenByName, withdrawnAt } = consent
  return (
    <Card>
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong">{title}</Text>
          {isGiven ? <Tag text="已同意" tone="success" icon="check" /> : <Tag text="没有同意" />}
        </View>
        <Text className="text-block">{purpose}</Text>
        {isGiven && givenAt !== undefined && (
          <Text className="text-block text-small text-soft">
            {writtenByName === undefined
              ? `${describeMoment(givenAt, now)} 同意`
              : `${describeMoment(givenAt, now)} 您当面同意，${writtenByName}记下`}
          </Text>
        )}
        {!isGiven && withdrawnAt !== undefined && (
          <Text className="text-block text-small text-soft">{describeMoment(withdrawnAt, now)} 收回</Text>
        )}
        {isGiven ? (
          <Button text="收回同意" isBlock isDisabled={isBusy} onPress={onWithdraw} />
        ) : (
          <Button text="同意" kind="primary" isBlock isBusy={isBusy} onPress={onGive} />
        )}
      </View>
    </Card>
  )
}
