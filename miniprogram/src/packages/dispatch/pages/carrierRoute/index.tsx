import { addDays, toShanghaiDay } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { useAction } from '../../../../hooks/useAction'
import { useSubmit } from '../../../../hooks/useSubmit'
import { useKeptToday } from '../../../../hooks/useKeptToday'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { getCarrierRoute, type CarrierStop } from '../../../../services/dispatch'
import { actOnOrder } from '../../../../services/elderCare'
import { onDelivered } from '../../../../services/outgoing'
import { useSession } from '../../../../stores/session'
import { StopCard } from '../../components/StopCard'

const days = [
  { value: 'today', text: '今天' },
  { value: 'tomorrow', text: '明天' },
] as const
type Which = (typeof days)[number]['value']

/** A carrier's round: door after door, with what is on the box, also where there is no network. */
export default function CarrierRoutePage() {
  const me = useSession((state) => state.me)
  return <AppPage title="送餐路线">{me ? <Days key={me.id} /> : <SignInCard />}</AppPage>
}

/** Tomorrow's doors can be looked at before. */
function Days() {
  const [today] = useState(() => toShanghaiDay(new Date()))
  const [which, setWhich] = useState<Which>('today')
  return (
    <View className="stack-loose">
      <FilterBar label="哪一天" options={days} value={which} onChange={setWhich} />
      <Round key={which} which={which} today={today} />
    </View>
  )
}

function Round({ which, today }: { which: Which; today: string }) {
  const day = which === 'today' ? today : addDays(today, 1)
  // Kept for today, whichever day it is about: what is kept of another day is forgotten.
  const remote = useKeptToday(
    which === 'today' ? 'carrierRoute' : 'carrierRoute:next',
    today,
    useRemote(`carrierRoute:${day}`, () => getCarrierRoute(day)),
  )
  useLive('careOrder.changed', remote.reload)
  useLive('queue.changed', remote.reload)
  const { reload } = remote
  // What was pressed without a network has arrived.
  useEffect(() => onDelivered(reload), [reload])
  return (
    <RemoteView remote={remote} rows={5}>
      {({ stops, isPlanned }) =>
        stops.length === 0 ? (
          <EmptyState
            icon="meal"
            title={which === 'today' ? '今天没有要送的餐' : '明天还没有要送的餐'}
            message="有新的会出现在这里。"
          />
        ) : (
          <View className="stack-loose">
            <Progress stops={stops} isPlanned={isPlanned} />
            <TakeAll stops={stops} reload={remote.reload} />
            <Doors title="还要送" stops={stops.filter(({ isDone }) => !isDone)} reload={remote.reload} />
            <Doors title="送到了" stops={stops.filter(({ isDone }) => isDone)} reload={remote.reload} />
          </View>
        )
      }
    </RemoteView>
  )
}

function Progress({ stops, isPlanned }: { stops: readonly CarrierStop[]; isPlanned: boolean }) {
  const done = stops.filter(({ isDone }) => isDone).length
  const left = stops.length - done
  return (
    <View className="stack-tight">
      <Text className="text-block text-large text-strong">
        {left === 0 ? `今天 ${done} 份都送到了，辛苦您！` : `送到 ${done} 份，还有 ${left} 份`}
      </Text>
      {left > 0 && (
        <Text className="text-block text-soft">
          {isPlanned ? '按排班的顺序走。' : '按时间、楼栋和楼层排好了，从上往下走。'}没有网络也能用。
        </Text>
      )}
    </View>
  )
}

/** Says yes to all that was given to this carrier, in one press. */
function TakeAll({ stops, reload }: { stops: readonly CarrierStop[]; reload: () => void }) {
  const { run, isBusy, problem } = useAction()
  const settle = useSubmit()
  const asked = stops.filter(({ isMine, state }) => isMine && state === 'assigned')
  if (asked.length === 0) return null
  const takeAll = () =>
    run(async () => {
      try {
        await Promise.all(
          asked.map(({ orderId, itemName }) => settle(actOnOrder(orderId, { action: 'accept' }, itemName))),
        )
      } finally {
        reload()
      }
    })
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text={`接下派给我的 ${asked.length} 份`}
        kind="primary"
        icon="check"
        isBlock
        isBusy={isBusy}
        onPress={() => void takeAll()}
      />
    </View>
  )
}

interface DoorsProps {
  title: string
  stops: readonly CarrierStop[]
  reload: () => void
}

function Doors({ title, stops, reload }: DoorsProps) {
  if (stops.length === 0) return null
  return (
    <Section title={`${title}（${stops.length} 份）`}>
      <View className="stack">
        {stops.map((stop, index) => (
          <StopCard key={stop.orderId} stop={stop} place={index + 1} reload={reload} />
        ))}
      </View>
    </Section>
  )
}
