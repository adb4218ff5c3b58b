import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { RemoteView } from '../../../components/RemoteView'
import { useRemote } from '../../../hooks/useRemote'
import { getPayoutAccount, type PayoutAccount } from '../../../services/payouts'
import { AccountSheet } from './AccountSheet'

/** Where the cash of one person is sent, and the way to write it down. */
export function AccountOf({ personId }: { personId: string }) {
  const remote = useRemote(`payoutAccount:${personId}`, () => getPayoutAccount(personId))
  return (
    <RemoteView remote={remote} rows={1}>
      {(account) => <AccountCard key={account.version} account={account} onSet={remote.reload} />}
    </RemoteView>
  )
}

export function AccountCard({ account, onSet }: { account: PayoutAccount; onSet: () => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const { personName, personText, communityName, accountText, setText, problem } = account
  return (
    <Card kind="flat">
      <View className="stack-tight">
        <Text className="text-block text-strong">{`${personName} · 现金补贴的账号`}</Text>
        <Text className="text-block text-soft">{`${personText}，${communityName}`}</Text>
        {accountText !== undefined && (
          <Text className="text-block">{`${accountText}（${setText ?? ''}）`}</Text>
        )}
        {problem !== undefined && <Text className="text-block text-strong">{problem}</Text>}
        <Button
          text={accountText === undefined ? '填账号' : '改账号'}
          icon="edit"
          onPress={() => {
            setIsOpen(true)
          }}
        />
      </View>
      {isOpen && (
        <AccountSheet
          account={account}
          onClose={() => {
            setIsOpen(false)
          }}
          onSet={() => {
            setIsOpen(false)
            onSet()
          }}
        />
      )}
    </Card>
  )
}
