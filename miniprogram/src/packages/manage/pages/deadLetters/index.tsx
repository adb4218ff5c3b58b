import type { Channel } from '@linli/shared/messages/delivery.contract'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { listDeadDeliveries, resendDelivery, type DeadDelivery } from '../../../../services/operations'
import { describeMoment } from '../../../../services/time'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'

const channelNames: Record<Channel, string> = {
  inbox: '邻里消息',
  subscribe: '微信订阅消息',
  sms: '短信',
  voice: '语音电话',
  workMessage: '企业微信',
}

/** Messages that were given up; each can be sent again once the cause is repaired. */
export default function DeadLettersPage() {
  return (
    <ManagePage title="没送达的消息" roles={pageRoles.deadLetters}>
      {({ areaCode = '' }) => <DeadLetters district={areaCode} />}
    </ManagePage>
  )
}

function DeadLetters({ district }: { district: string }) {
  const list = usePaged(`dead:${district}`, (cursor) => listDeadDeliveries(district, cursor))
  const [done, setDone] = useState<string>()
  return (
    <View className="stack">
      <Text className="text-block text-soft">重发只补这一条消息，事情本身怎么办不受影响。</Text>
      {done !== undefined && <DoneNotice message={done} />}
      <PagedList
        list={list}
        label="没有送达的消息"
        empty={<EmptyState icon="check" title="消息都送到了" />}
        renderItem={(delivery) => (
          <DeliveryCard
            delivery={delivery}
            onResent={(message) => {
              setDone(message)
              list.reload()
            }}
          />
        )}
      />
    </View>
  )
}

interface DeliveryCardProps {
  delivery: DeadDelivery
  onResent: (message: string) => void
}

function DeliveryCard({ delivery, onResent }: DeliveryCardProps) {
  const { id, channel, event, recipient, attempts, reason, createdAt } = delivery
  const { run, isBusy, problem } = useAction()
  const now = useNow()
  const resend = () =>
    run(async () => {
      await resendDelivery(id)
      onResent(`给${recipient}的${channelNames[channel]}正在重发。`)
    })
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong">{recipient}</Text>
          <Tag text={channelNames[channel]} />
        </View>
        <Text className="text-block">
          {event}，试了 {attempts} 次
        </Text>
        {reason !== undefined && <Text className="text-block">没送到的原因：{reason}</Text>}
        <Text className="text-block text-small text-soft">{describeMoment(createdAt, now)}</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button text="重发" icon="refresh" isBusy={isBusy} onPress={() => void resend()} />
      </View>
    </Card>
  )
}
