import { toShanghaiDay } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useLive } from '../../hooks/useLive'
import { useRemote } from '../../hooks/useRemote'
import { listOwnOrders, type CareOrderSummary } from '../../services/elderCare'
import { listMyCheckIns } from '../../services/safety'
import { ListRow } from '../ListRow'

interface ElderDayProps {
  personId: string
  name: string
  /** Whether the bond lets one see what was ordered. */
  hasOrders: boolean
}

const open = (url: string) => () => void Taro.navigateTo({ url })

/** An elder's day at a glance: whether she said that she is well, what comes or came today, and else what is next. */
export function ElderDay({ personId, name, hasOrders }: ElderDayProps) {
  const checkIns = useRemote(`day:checkIn:${personId}`, listMyCheckIns)
  const orders = useNear(personId, hasOrders)
  useLive('inbox.changed', checkIns.reload)
  const checkIn = checkIns.data?.items.find((row) => row.personId === personId && row.isOn)
  if (!checkIns.data) return null
  return (
    <View className="list">
      {checkIn && (
        <ListRow
          icon="heart"
          title={`${name}报平安`}
          note={checkIn.stateText}
          onPress={open(`/packages/safety/pages/checkIn/index?personId=${personId}`)}
        />
      )}
      {orders.data?.map((order) => (
        <OrderRow key={order.id} order={order} />
      ))}
      {hasOrders && orders.data?.length === 0 && (
        <View className="list-row">
          <Text className="text-block text-soft">{name}今天没有约服务，后面也还没有约。</Text>
        </View>
      )}
    </View>
  )
}

/** What comes or came to oneself today, else what is next; nothing for who has ordered nothing. */
export function OwnDay({ userId }: { userId: string }) {
  const { data = [] } = useNear(undefined, true, userId)
  if (data.length === 0) return null
  return (
    <View className="list">
      {data.map((order) => (
        <OrderRow key={order.id} order={order} />
      ))}
    </View>
  )
}

function OrderRow({ order: { id, item, timeText, stateText } }: { order: CareOrderSummary }) {
  return (
    <ListRow
      icon="clock"
      title={`${timeText} ${item.name}`}
      note={stateText}
      onPress={open(`/packages/elderCare/pages/order/index?id=${id}`)}
    />
  )
}

function useNear(personId: string | undefined, hasOrders: boolean, whose = personId) {
  const today = toShanghaiDay(new Date())
  const orders = useRemote(`day:orders:${whose ?? ''}:${today}`, () =>
    hasOrders ? listNear(personId, today) : Promise.resolve([]),
  )
  useLive('careOrder.changed', orders.reload)
  return orders
}

/** What waits to be paid, for its place is soon given away; those of today, done or not, without any the next one. */
async function listNear(personId: string | undefined, today: string) {
  const [ahead, past] = await Promise.all([listOwnOrders(true, personId), listOwnOrders(false, personId)])
  const all = [...past.items, ...ahead.items]
  const ofToday = all.filter(({ startsAt }) => toShanghaiDay(new Date(startsAt)) === today)
  const sorted = ofToday.sort((a, b) => a.startsAt.localeCompare(b.startsAt))
  const near = sorted.length > 0 ? sorted : ahead.items.slice(0, 1)
  return [...ahead.items.filter((order) => order.state === 'placed' && !near.includes(order)), ...near]
}
