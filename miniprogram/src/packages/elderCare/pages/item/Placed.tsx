import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { UndoBar } from '../../../../components/UndoBar'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { useSubmit } from '../../../../hooks/useSubmit'
import { roleProps } from '../../../../platform/keyboard'
import { actOnOrder, releaseOrder, type CareOrder, type Proposal } from '../../../../services/elderCare'
import { describeMoment } from '../../../../services/time'
import { pageOf } from '../../components/careWords'
import { NextButton } from '../../components/NextButton'
import { PayButton } from '../../components/PayButton'

interface WithdrawnProps {
  order: CareOrder
  onAgain: () => void
}

/** She pressed it back: said until she leaves, and the first button books nothing. */
export function Withdrawn({ order, onAgain }: WithdrawnProps) {
  return (
    <View className="stack-loose">
      <Card kind="accent">
        <View className="stack" {...roleProps('status')}>
          <Text className="text-block text-large text-strong">撤回了，不收钱</Text>
          <Text className="text-block">
            {`${order.timeText}的${order.item.name}不约了，${order.place === 'site' ? '不用去了' : '不会有人来'}。`}
          </Text>
        </View>
      </Card>
      <Button
        text="好的，回上一页"
        kind="primary"
        icon="back"
        isBlock
        onPress={() => void Taro.navigateBack()}
      />
      <Button text="换个时间再约" icon="swap" isBlock onPress={onAgain} />
    </View>
  )
}

interface PlacedProps {
  order: CareOrder
  item: Proposal['item']
  onUndone: () => void
  /** What is to be done besides. */
  children?: ReactNode
}

/** It is booked: when, who, what happens at the door, and the way back for a moment. */
export function Placed({ order, item, onUndone, children }: PlacedProps) {
  const [isUndoOpen, setIsUndoOpen] = useState(order.releaseAt !== undefined)
  const { run, problem } = useAction()
  const now = useNow(60_000)
  const settle = useSubmit()
  const undo = () =>
    run(async () => {
      const undoing = { action: 'cancel', reason: 'wrong', feeFen: 0 } as const
      await settle(actOnOrder(order.id, undoing, `撤回：${item.name}`))
      onUndone()
    })
  const end = () => {
    setIsUndoOpen(false)
    // The server lets it go by itself; this only makes it sooner.
    void releaseOrder(order.id).catch(() => undefined)
  }
  return (
    <View className="stack-loose">
      <Card kind="accent">
        <View className="stack">
          <Text className="text-block text-large text-strong">
            {order.payBy === undefined ? '约好了' : '先替您留着，付好就约成了'}：{item.name}
          </Text>
          <Text className="text-block text-large">{order.timeText}</Text>
          <Text className="text-block">{order.unitName}</Text>
          <Text className="text-block">{order.payment.text}</Text>
          {order.payBy !== undefined && (
            <Text className="text-block">
              {`${describeMoment(order.payBy, now)} 前付，过了时间会自动取消，不扣钱。`}
            </Text>
          )}
          <Text className={`text-block ${item.needsCard ? 'text-strong' : 'text-soft'}`}>
            {item.proofText}
          </Text>
        </View>
      </Card>
      {children}
      {problem !== undefined && <ErrorNotice message={problem} />}
      {isUndoOpen && order.releaseAt !== undefined && (
        <UndoBar
          message={`已约：${item.name}`}
          until={order.releaseAt}
          onUndo={() => void undo()}
          onEnd={end}
        />
      )}
      {order.mayPay && order.payBy !== undefined && <PayButton id={order.id} />}
      <Button
        text="看这一单"
        {...(order.payBy === undefined ? { kind: 'primary' } : {})}
        icon="next"
        isBlock
        onPress={() => void Taro.redirectTo({ url: pageOf('order', { id: order.id }) })}
      />
      {order.next && <NextButton order={order} next={order.next} />}
      <Button text="再约别的" icon="back" isBlock onPress={() => void Taro.navigateBack()} />
    </View>
  )
}
