import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import { Section } from '../../../components/Section'
import { Tag } from '../../../components/Tag'
import { useNow } from '../../../hooks/useNow'
import type { DayPlan } from '../../../services/dispatch'
import { describeMoment } from '../../../services/time'

type Route = DayPlan['routes'][number]

/** What nobody of the unit can do: said first, for it needs a person. */
export function LeftOrders({ plan: { left } }: { plan: DayPlan }) {
  if (left.length === 0) return null
  return (
    <Section title={`排不进的 ${left.length} 单`}>
      {left.map(({ orderId, personName, itemName, why }) => (
        <Card key={orderId} kind="flat">
          <Text className="text-strong text-block">{`${personName} · ${itemName}`}</Text>
          <Text className="text-block">{why}</Text>
        </Card>
      ))}
    </Section>
  )
}

/** Each helper's day, in the order of the clock. */
export function DayRoutes({ plan }: { plan: DayPlan }) {
  return (
    <View className="stack-loose">
      {plan.routes.map((route) => (
        <HelperDay key={route.helperId} route={route} />
      ))}
    </View>
  )
}

function HelperDay({ route: { helperName, travelMinutes, visits } }: { route: Route }) {
  return (
    <Section title={`${helperName}，${visits.length} 单，路上约 ${travelMinutes} 分钟`}>
      <View className="stack">
        {visits.map((visit) => (
          <PlannedVisit key={visit.orderId} visit={visit} />
        ))}
      </View>
    </Section>
  )
}

function PlannedVisit({ visit }: { visit: Route['visits'][number] }) {
  const now = useNow()
  const { personName, itemName, placeText, startsAt, travelMinutes, lateMinutes, why, isSettled } = visit
  return (
    <Card kind="flat">
      <View className="row-between">
        <Text className="text-strong">{describeMoment(startsAt, now)}</Text>
        {lateMinutes > 0 && <Tag text={`会晚 ${lateMinutes} 分钟`} tone="warning" icon="clock" />}
        {isSettled && <Tag text="已派" tone="success" icon="check" />}
      </View>
      <Text className="text-block">{`${personName} · ${itemName}`}</Text>
      <Text className="text-block text-soft">{`${placeText}，路上约 ${travelMinutes} 分钟`}</Text>
      <Text className="text-block text-soft">{`为什么：${why}`}</Text>
    </Card>
  )
}
