import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { discard, isHeld, outgoingStateNames, useOutgoing, type OutgoingItem } from '../services/outgoing'
import { Button } from './Button'
import { Icon } from './Icon'

const looks = {
  waiting: { icon: 'clock', tone: 'warning', words: '已经存好，连上网络后自动发送，不会重复。' },
  sending: { icon: 'send', tone: 'info', words: '正在发送，请稍候。' },
  delivered: { icon: 'check', tone: 'success', words: '' },
  refused: { icon: 'warning', tone: 'danger', words: '' },
} as const satisfies Record<OutgoingItem['state'], object>

const held = { icon: 'clock', tone: 'warning', words: '已经存好，前一步发出去以后接着自动发送。' } as const

/** Where something the person submitted is: waiting, on its way, there, or refused. */
export function OutgoingNotice({ id }: { id: string | undefined }) {
  const item = useOutgoing(id)
  if (!item) return null
  const { icon, tone, words } = item.state === 'waiting' && isHeld(item) ? held : looks[item.state]
  return (
    <View className={`notice notice-${tone}`} {...roleProps('status')}>
      <Icon name={icon} />
      <Text className="grow">
        {outgoingStateNames[item.state]}：{item.label}。{item.problem?.message ?? words}
      </Text>
      {item.state === 'refused' && (
        <Button
          text="知道了"
          kind="quiet"
          onPress={() => {
            discard(item.id)
          }}
        />
      )}
    </View>
  )
}
