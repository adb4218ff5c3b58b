import { orderRules } from '@linli/shared/elderCare/order.state'
import { formatClock } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../components/ActionBar'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { Tag } from '../../../components/Tag'
import { UntoldDoor } from '../../../components/UntoldDoor'
import { useNow } from '../../../hooks/useNow'
import { callPhone } from '../../../platform/call'
import type { CarrierStop } from '../../../services/dispatch'
import { actOnOrder, listSteps, type OrderActionInput } from '../../../services/elderCare'
import { discard, useOutgoingStore } from '../../../services/outgoing'
import { waitAWhile } from '../../../services/patience'
import { DeliverSheet } from './DeliverSheet'

interface StopCardProps {
  stop: CarrierStop
  /** Its place in the round, from 1. */
  place: number
  reload: () => void
}

type StopAction = 'deliver' | 'noAnswer'

/**
 * Not before its round begins, as the kitchen's list has it: nobody was at that door yet, and a dinner pressed for the
 * lunch beside it would be brought by nobody.
 */
const findRoundAt = ({ startsAt }: CarrierStop): number =>
  Date.parse(startsAt) - orderRules.leaveBeforeMinutes * 60_000

const listSpecs = ({ itemName, timeText }: CarrierStop): readonly ActionSpec<StopAction>[] => [
  { action: 'deliver', text: '送到', icon: 'check' },
  {
    action: 'noAnswer',
    text: '没人应门',
    kind: 'danger',
    icon: 'warning',
    ask: {
      explain: `${itemName}，${timeText}：社区和家人马上会收到，先别离开，请再打一次电话。`,
      text: { label: '看到了什么', most: 1000 },
      isDanger: true,
    },
  },
]

/** What was pressed last at this door and has not been taken yet, also before the program was killed. */
const useWaiting = (orderId: string) =>
  useOutgoingStore(({ items }) =>
    listSteps(items, orderId)
      .filter(([action]) => action !== 'depart')
      .map(([, item]) => item)
      .pop(),
  )

/** One door: whose box, where, what to mind, and what came of it. */
export function StopCard({ stop, place, reload }: StopCardProps) {
  const [isOpen, setIsOpen] = useState(false)
  const waiting = useWaiting(stop.orderId)
  // By the clock of this phone: the list may have been fetched in the morning, and there is no network now.
  const isAhead = useNow() < findRoundAt(stop)
  const isUntold = waiting?.state === 'waiting' && waiting.request.body?.includes('"noAnswer"') === true
  // Who opened after all has her meal, and nobody is alarmed.
  const isSent = waiting !== undefined && waiting.state !== 'refused' && !isUntold
  const send = async (body: OrderActionInput, draftKey?: string) => {
    if (waiting && !isSent) discard(waiting.id)
    const { done } = actOnOrder(stop.orderId, body, `${stop.itemName} ${stop.name}`, { draftKey })
    try {
      await done
    } finally {
      reload()
    }
  }
  return (
    <Card>
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong grow">
            {place}. {stop.name}
          </Text>
        </View>
        <Text className="text-block text-large text-strong">
          {stop.itemName}，{stop.timeText}
        </Text>
        {stop.address !== undefined && <Text className="text-block text-large">{stop.address}</Text>}
        <Tags stop={stop} />
        <Text className="text-block text-soft">
          {stop.isDone ? stop.stateText : `${stop.leaveByText}，${stop.eatByText}`}
        </Text>
        {!stop.isDone && !stop.isMine && (
          <Text className="text-block text-small text-soft">还没有分人，谁先送到算谁的。</Text>
        )}
        {isUntold && <UntoldDoor phones={[{ whom: '长者', phone: stop.phone }]} />}
        <OutgoingNotice id={waiting?.id} />
        {!isSent && (
          <ActionBar
            formKey={`stop:${stop.orderId}`}
            actions={listSpecs(stop).filter(
              ({ action }) =>
                !isAhead && stop.actions.includes(action) && !(isUntold && action === 'noAnswer'),
            )}
            onAct={async (action, answer, draftKey) => {
              if (action === 'deliver') {
                setIsOpen(true)
                return
              }
              const said = answer.text === undefined ? {} : { text: answer.text }
              const sent = send({ action, at: new Date().toISOString(), ...said }, draftKey)
              return (await waitAWhile(sent)) ? undefined : 'waits'
            }}
          />
        )}
        {isAhead && stop.actions.includes('deliver') && (
          <Text className="text-block text-small text-soft">
            {`${formatClock(new Date(findRoundAt(stop)))} 以后，送到了或者没人应门，都在这里按。`}
          </Text>
        )}
        <Ways stop={stop} />
      </View>
      {isOpen && (
        <DeliverSheet
          stop={stop}
          onSend={(handover, draftKey) => send({ action: 'deliver', ...handover }, draftKey)}
          onClose={() => {
            setIsOpen(false)
          }}
        />
      )}
    </Card>
  )
}

function Tags({ stop }: { stop: CarrierStop }) {
  return (
    <View className="row-wrap">
      {stop.diet.map((word) => (
        <Tag key={word} text={word} tone="danger" icon="warning" />
      ))}
      {stop.isSafetyOpen && <Tag text="没人应门，正在找人" tone="danger" icon="warning" />}
      {stop.isLate && !stop.isDone && <Tag text="晚了" tone="danger" icon="clock" />}
    </View>
  )
}

function Ways({ stop: { name, phone, orderId } }: { stop: CarrierStop }) {
  return (
    <View className="row-wrap">
      {phone !== undefined && (
        <Button text={`打电话给${name}`} icon="phone" onPress={() => void callPhone(phone)} />
      )}
      <Button
        text="看这一单"
        kind="quiet"
        icon="next"
        onPress={() => void Taro.navigateTo({ url: `/packages/elderCare/pages/order/index?id=${orderId}` })}
      />
    </View>
  )
}
