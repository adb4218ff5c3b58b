import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Pressable } from '../../../../components/Pressable'
import { RemoteView } from '../../../../components/RemoteView'
import { Sheet } from '../../../../components/Sheet'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { listOrderHelpers } from '../../../../services/elderCare'
import type { OrderSheetProps } from './sheet.types'

/** Who goes: only people whose certificates hold that day, and who are free. */
export function HelperSheet({ order, onSend, onClose }: OrderSheetProps) {
  const helpers = useRemote(`helpers:${order.id}`, () => listOrderHelpers(order.id))
  const [chosen, setChosen] = useState<string[]>([])
  const { run, isBusy, problem } = useAction()
  const toggle = (id: string) => {
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  }
  const instead = helpers.data?.current
  const send = (action: 'assign' | 'accept') =>
    run(async () => {
      try {
        await onSend({ action, helperIds: chosen, ...(instead ? { instead } : {}) })
      } finally {
        helpers.reload()
      }
    })
  const mayAccept = order.actions.includes('accept')
  return (
    <Sheet
      title={order.helpersNeeded > 1 ? `选 ${order.helpersNeeded} 位` : '派谁去'}
      isOpen
      onClose={onClose}
      footer={
        <View className="action-bar">
          {mayAccept && (
            <Button
              text="定了，接单"
              kind="primary"
              isBusy={isBusy}
              isDisabled={chosen.length < order.helpersNeeded}
              onPress={() => void send('accept')}
            />
          )}
          {order.actions.includes('assign') && (
            <Button
              text={order.state === 'started' ? '交给他们接着做' : '请他们接单'}
              isBusy={isBusy}
              isDisabled={chosen.length < order.helpersNeeded}
              onPress={() => void send('assign')}
            />
          )}
        </View>
      }
    >
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <RemoteView remote={helpers}>
          {({ items }) => (
            <View className="stack">
              {items.length === 0 && <Text className="text-block">现在没有证书有效的人手。</Text>}
              {items.map(({ userId, name, kind, isFamiliar, isFree, ordersThatDay }) => (
                <Pressable
                  key={userId}
                  role="checkbox"
                  className="choice"
                  isSelected={chosen.includes(userId)}
                  isDisabled={!isFree}
                  onPress={() => {
                    toggle(userId)
                  }}
                >
                  <View className="grow">
                    <Text className="text-block">
                      {name}
                      {isFamiliar ? '（上次来过）' : ''}
                    </Text>
                    <Text className="text-block text-small text-soft">
                      {kind}，当天 {ordersThatDay} 单{isFree ? '' : '，这个时间有别的单'}
                    </Text>
                  </View>
                </Pressable>
              ))}
            </View>
          )}
        </RemoteView>
      </View>
    </Sheet>
  )
}
