import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { DoneNotice } from '../../../components/DoneNotice'
import { EmptyState } from '../../../components/EmptyState'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { Icon } from '../../../components/Icon'
import { RemoteView } from '../../../components/RemoteView'
import { useAction } from '../../../hooks/useAction'
import { useEvery } from '../../../hooks/useEvery'
import { useLive } from '../../../hooks/useLive'
import { useNow } from '../../../hooks/useNow'
import { useRemote } from '../../../hooks/useRemote'
import { roleProps } from '../../../platform/keyboard'
import { applyDayPlan, getDayPlan, makeDayPlan, type DayPlan } from '../../../services/dispatch'
import { describeMoment } from '../../../services/time'
import { DayRoutes, LeftOrders } from './DayRoutes'

/** While it is laid out or given out the page looks again so often; the socket tells when it is done. */
const lookAgainMilliseconds = 1500

export function DayPlanPanel({ unitId, day }: { unitId: string; day: string }) {
  const params = { unitId, day }
  const remote = useRemote(`dayPlan:${unitId}:${day}`, () => getDayPlan(params))
  const planning = useAction()
  const isPlanning = remote.data?.plan?.state === 'planning'
  const isUnderWay = isPlanning || remote.data?.plan?.applied?.isOver === false
  const { reload } = remote
  useLive('queue.changed', ({ post }) => {
    if (post === `unit:${unitId}`) reload()
  })
  useEvery(lookAgainMilliseconds, reload, isUnderWay)
  const make = () => {
    void planning.run(async () => {
      await makeDayPlan(params)
      reload()
    })
  }
  return (
    <RemoteView remote={remote} rows={4}>
      {({ plan }) => (
        <View className="stack-loose">
          {planning.problem !== undefined && <ErrorNotice message={planning.problem} />}
          {!plan && (
            <EmptyState
              icon="calendar"
              title="这一天还没有排班"
              message="按约好的时间、路程、证书和熟悉的人来排；已经定下的不会动。"
            />
          )}
          {plan && <PlanState plan={plan} />}
          {!isPlanning && (
            <Button
              text={plan ? '按最新情况再排一次' : '排这一天的班'}
              kind={plan ? 'secondary' : 'primary'}
              onPress={make}
              isBusy={planning.isBusy}
            />
          )}
          {plan?.state === 'ready' && <ReadyPlan plan={plan} params={params} onApplied={reload} />}
        </View>
      )}
    </RemoteView>
  )
}

function PlanState({ plan }: { plan: DayPlan }) {
  if (plan.state === 'failed')
    return (
      <ErrorNotice
        message={
          plan.changes.length > 0
            ? '上一次没有排完，原来的安排都没有动。两分钟后会自动再排，也可以现在就排。'
            : '上一次没有排完，原来的安排都没有动。请再排一次。'
        }
      />
    )
  if (plan.state === 'planning') return <Planning plan={plan} />
  return plan.changes.length > 0 ? <OutOfDate plan={plan} /> : <LaidOut plan={plan} />
}

function Planning({ plan: { percent, changes } }: { plan: DayPlan }) {
  const why = changes.length > 0 ? '按新的情况自动重排' : '正在排'
  return (
    <View className="notice" {...roleProps('status')}>
      <Text className="grow">
        {`${why}，已完成 ${percent}%。已派出、已开始的不动。您可以先做别的，排好了这里会自己更新。`}
      </Text>
    </View>
  )
}

/** What happened since; nothing has to be pressed. */
function OutOfDate({ plan: { changes } }: { plan: DayPlan }) {
  return (
    <View className="notice notice-warning" {...roleProps('status')}>
      <Icon name="clock" />
      <View className="grow stack-tight">
        <Text className="text-block text-strong">有了变化，下面的排班过时了，一分钟内会自动重排。</Text>
        {changes.map((change) => (
          <Text key={change} className="text-block">
            {change}
          </Text>
        ))}
        <Text className="text-block text-soft">已派出、已开始的不会动。</Text>
      </View>
    </View>
  )
}

/** When it was laid out, and what became different by it. */
function LaidOut({ plan: { plannedAt, taken, differences } }: { plan: DayPlan }) {
  const now = useNow(60_000)
  if (plannedAt === undefined) return null
  return (
    <View className="notice" {...roleProps('status')}>
      <View className="grow stack-tight">
        <Text className="text-block">
          {`${describeMoment(plannedAt, now)} ${taken.length > 0 ? '按新的情况自动重排过' : '排的'}。`}
        </Text>
        {taken.map((change) => (
          <Text key={change} className="text-block text-soft">
            {change}
          </Text>
        ))}
        {differences.length > 0 && <Text className="text-block text-strong">和上一次比：</Text>}
        {differences.map((difference) => (
          <Text key={difference} className="text-block">
            {difference}
          </Text>
        ))}
      </View>
    </View>
  )
}

interface ReadyPlanProps {
  plan: DayPlan
  params: { unitId: string; day: string }
  onApplied: () => void
}

function ReadyPlan({ plan, params, onApplied }: ReadyPlanProps) {
  const applying = useAction()
  const { applied } = plan
  const isBeingGiven = applied?.isOver === false
  const apply = () => {
    void applying.run(async () => {
      await applyDayPlan(params, plan.version)
      onApplied()
    })
  }
  return (
    <View className="stack-loose">
      {applying.problem !== undefined && <ErrorNotice message={applying.problem} />}
      {applied && <AppliedNotice applied={applied} />}
      <LeftOrders plan={plan} />
      <DayRoutes plan={plan} />
      {plan.openOrders > 0 && !isBeingGiven && (
        <Button
          text={`照这样派出去（${plan.openOrders} 单）`}
          kind="primary"
          isBlock
          onPress={apply}
          isBusy={applying.isBusy}
        />
      )}
      {plan.openOrders === 0 && plan.routes.length > 0 && <DoneNotice message="这一天的服务都有人了。" />}
    </View>
  )
}

function AppliedNotice({ applied }: { applied: NonNullable<DayPlan['applied']> }) {
  const { isOver, done, total, assigned, refused } = applied
  if (!isOver)
    return (
      <View className="notice" {...roleProps('status')}>
        <Text className="grow">
          {`正在派出去，${total} 单里已看过 ${done} 单。您可以先做别的，派完了这里会自己更新。`}
        </Text>
      </View>
    )
  if (refused.length > 0)
    return (
      <View className="notice notice-warning" {...roleProps('status')}>
        <Icon name="warning" />
        <View className="grow stack-tight">
          <Text className="text-block text-strong">
            {`已派出 ${assigned} 单；${refused.length} 单没有派成，请再排一次，或自己派人。`}
          </Text>
          {refused.map(({ orderId, personName, itemName, why }) => (
            <Text key={orderId} className="text-block">
              {`${personName} ${itemName}：${why}`}
            </Text>
          ))}
        </View>
      </View>
    )
  return assigned > 0 ? <DoneNotice message={`已派出 ${assigned} 单，服务人员会收到通知。`} /> : null
}
