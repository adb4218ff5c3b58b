import Taro, { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { SignInCard } from '../../../../components/SignInCard'
import { useNow } from '../../../../hooks/useNow'
import { dayOf } from '../../../../services/time'
import { pickMembership, useSession } from '../../../../stores/session'
import { DayPlanPanel } from '../../components/DayPlanPanel'

const dayMilliseconds = 24 * 60 * 60 * 1000
const ahead = ['今天', '明天', '后天'] as const

/** Who goes to whom, in which order, on one day: made by the planner, looked over and given out by a person. */
export default function DayPlanPage() {
  const me = useSession((state) => state.me)
  const membershipId = useSession((state) => state.membershipId)
  const desks = me?.memberships.filter(({ role }) => role === 'unitStaff') ?? []
  const unitId = pickMembership(desks, membershipId)?.unitId
  const now = useNow(60_000)
  // A message opens the day that it is about.
  const { day: asked } = useRouter().params
  const days = ahead.map((_, index) => dayOf(now + index * dayMilliseconds))
  const [offset, setOffset] = useState(() =>
    String(asked === undefined ? 1 : Math.max(0, days.indexOf(asked))),
  )
  const day = days[Number(offset)] ?? ''
  return (
    <AppPage title="排班" layout="wide">
      {!me && <SignInCard />}
      {me && unitId === undefined && (
        <EmptyState icon="lock" title="这一页给服务单位的人用" message="需要的话，请联系单位负责人安排。" />
      )}
      {unitId !== undefined && (
        <View className="stack-loose">
          <FilterBar
            label="哪一天"
            options={ahead.map((text, index) => ({ value: String(index), text }))}
            value={offset}
            onChange={setOffset}
          />
          <Button
            text="有人来不了，登记请假"
            icon="calendar"
            onPress={() =>
              void Taro.navigateTo({ url: `/packages/elderCare/pages/provider/index?unit=${unitId}` })
            }
          />
          <Button
            text="排班怎么算、几点上班"
            icon="settings"
            onPress={() =>
              void Taro.navigateTo({ url: `/packages/dispatch/pages/rules/index?scope=unit:${unitId}` })
            }
          />
          <DayPlanPanel key={`${unitId}:${day}`} unitId={unitId} day={day} />
        </View>
      )}
    </AppPage>
  )
}
