import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { FormSheet } from '../../../components/FormSheet'
import { Tag } from '../../../components/Tag'
import { TextField } from '../../../components/TextField'
import { AccountOf } from './AccountCard'
import { useAction } from '../../../hooks/useAction'
import { decideEntitlement, type Entitlement } from '../../../services/programmes'

type Action = Entitlement['actions'][number]

const actionWords: Record<Action, string> = { approve: '同意', refuse: '不同意', end: '停发' }

interface EntitlementCardProps {
  row: Entitlement
  onDecided: () => void
}

/** One person and one programme: why she may have it, and the official's word. */
export function EntitlementCard({ row, onDecided }: EntitlementCardProps) {
  const { personName, communityName, programme, why, isLapsed, decided, actions } = row
  const [asked, setAsked] = useState<Action>()
  const { run, isBusy, problem } = useAction()
  const decide = async (action: Action, reason?: string) => {
    const isDone = await run(async () => {
      await decideEntitlement(row, action, reason)
    })
    if (!isDone) return
    setAsked(undefined)
    onDecided()
  }
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong">{`${personName} · ${programme.name}`}</Text>
          {isLapsed && <Tag text="条件变了，请核实" tone="warning" icon="warning" />}
        </View>
        <Text className="text-block">{why}</Text>
        <Text className="text-block text-soft">{communityName}</Text>
        {decided && (
          <Text className="text-block text-soft">
            {`${decided.by}处理${decided.reason === undefined ? '' : `：${decided.reason}`}`}
          </Text>
        )}
        {row.isCash && row.state === 'approved' && <AccountOf personId={row.personId} />}
        {problem !== undefined && asked === undefined && <ErrorNotice message={problem} />}
        <View className="action-bar">
          {actions.map((action) => (
            <Button
              key={action}
              text={actionWords[action]}
              kind={action === 'approve' ? 'primary' : 'secondary'}
              isBusy={isBusy}
              onPress={() => {
                if (action === 'approve') void decide(action)
                else setAsked(action)
              }}
            />
          ))}
        </View>
      </View>
      {asked !== undefined && (
        <ReasonSheet
          title={`${actionWords[asked]}：${personName}的${programme.name}`}
          problem={problem}
          isBusy={isBusy}
          onClose={() => {
            setAsked(undefined)
          }}
          onSend={(reason) => void decide(asked, reason)}
        />
      )}
    </Card>
  )
}

interface ReasonSheetProps {
  title: string
  problem: string | undefined
  isBusy: boolean
  onClose: () => void
  onSend: (reason: string) => void
}

function ReasonSheet({ title, problem, isBusy, onClose, onSend }: ReasonSheetProps) {
  const [reason, setReason] = useState('')
  return (
    <FormSheet
      title={title}
      onClose={onClose}
      submitText="确定"
      isBusy={isBusy}
      isDisabled={reason.trim().length < 2}
      problem={problem}
      onSubmit={() => {
        onSend(reason.trim())
      }}
    >
      <TextField label="原因（老人和家里人看得到）" value={reason} most={100} onChange={setReason} />
    </FormSheet>
  )
}
