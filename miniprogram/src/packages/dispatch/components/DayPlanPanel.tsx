import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { Button } from '../../../components/Button'
import { DoneNotice } from '../../../components/DoneNotice'
import { EmptyState } from '../../../components/EmptyState'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { Icon } from '../../../components/Icon'
import { RemoteView } from '../../../components/RemoteView'
import { useAction } from '../../../hooks/useAction'
import { useLive } from '../../../hooks/useLive'
import { useNow } from '../../../hooks/useNow'
import { useRemote } from '../../../hooks/useRemote'
import { roleProps } from '../../../platform/keyboard'
import { applyDayPlan, getDayPlan, makeDayPlan, type Applied, type DayPlan } from '../../../services/dispatch'
import { describeMoment } from '../../../services/time'
import { DayRoutes, LeftOrders } from './DayRoutes'

/** While the planner works the page looks again so often; the socket tells when it is done. */
const lookAgainMilliseconds = 1500

export function DayPlanPanel({ unitId, day }: { unitId: string; day: string }) {
  const params = { unitId, day }
  const remote = useRemote(`dayPlan:${unitId}:${day}`, () => getDayPlan(params))
  const planning = useAction()
  const isPlanning = remote.data?.plan?.state === 'planning'
  const { reload } = remote
  useLive('queue.changed', ({ post }) => {
    if (post === `unit:${unitId}`) reload()
  })
  useEffect(() => {
    if (!isPlanning) return undefined
    const timer = setInterval(reload, lookAgainMilliseconds)
    return () => {
      clearInterval(timer)
    }
  }, [isPlanning, reload])
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
  const [applied, setApplied] = useState<Applied>()
  const apply = () => {
    void applying.run(async () => {
      setApplied(await applyDayPlan(params, plan.version))
      onApplied()
    })
  }
  return (
    <View className="stack-loose">
      {applying.problem !== undefined && <ErrorNotice message={applying.problem} />}
      {applied && <AppliedNotice applied={applied} />}
      <LeftOrders plan={plan} />
      <DayRoutes plan={plan} />
      {plan.openOrders > 0 && (
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

function AppliedNotice({ applied: { assigned, refused } }: { applied: Applied }) {
  const [first] = refused
  if (!first) return <DoneNotice message={`已派出 ${assigned} 单，服务人员会收到通知。`} />
  return (
    <ErrorNotice
      message={`已派出 ${assigned} 单；还有 ${refused.length} 单没有派成：${first.why} 请再排一次。`}
    />
  )
}
