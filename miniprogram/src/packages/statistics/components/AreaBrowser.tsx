import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { AppPage } from '../../../components/AppPage'
import { Button } from '../../../components/Button'
import { EmptyState } from '../../../components/EmptyState'
import { FilterBar } from '../../../components/FilterBar'
import { SignInCard } from '../../../components/SignInCard'
import { useNow } from '../../../hooks/useNow'
import type { StatisticsRange } from '../../../services/statistics'
import { dayOf } from '../../../services/time'
import { pickMembership, useSession } from '../../../stores/session'

const roles: readonly string[] = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator']

const dayMilliseconds = 24 * 60 * 60 * 1000

interface Span {
  value: string
  text: string
  firstDay: (now: number) => string
}

const daysBack = (days: number) => (now: number) => dayOf(now - (days - 1) * dayMilliseconds)

const byDays: readonly Span[] = [
  { value: '7', text: '近 7 天', firstDay: daysBack(7) },
  { value: '30', text: '近 30 天', firstDay: daysBack(30) },
  { value: '90', text: '近 90 天', firstDay: daysBack(90) },
  { value: '365', text: '近一年', firstDay: daysBack(365) },
]

/** This month and those before it, whole. */
const monthsBack = (months: number) => (now: number) => {
  const [year = 0, month = 1] = dayOf(now).split('-').map(Number)
  return new Date(Date.UTC(year, month - months, 1)).toISOString().slice(0, 10)
}

const byMonths: readonly Span[] = [
  { value: '1', text: '这个月', firstDay: monthsBack(1) },
  { value: '3', text: '近 3 个月', firstDay: monthsBack(3) },
  { value: '12', text: '近一年', firstDay: monthsBack(12) },
]

export interface Place {
  code: string
  name: string
}

type ShowRange = (range: StatisticsRange, onOpen: (area: Place) => void) => ReactNode

interface AreaBrowserProps {
  title: string
  isByMonth?: boolean
  children: ShowRange
}

/** A page of numbers: of one's own area, of those below it one opens, over a span one chooses. */
export function AreaBrowser({ title, isByMonth = false, children }: AreaBrowserProps) {
  const me = useSession((state) => state.me)
  const membershipId = useSession((state) => state.membershipId)
  const own = pickMembership(me?.memberships.filter(({ role }) => roles.includes(role)) ?? [], membershipId)
  return (
    <AppPage title={title} layout="wide">
      {!me && <SignInCard />}
      {me && !own?.areaCode && (
        <EmptyState icon="lock" title="这一页给书记、街道和区里用" message="需要的话，请联系上级安排。" />
      )}
      {own?.areaCode !== undefined && (
        <Numbers
          key={own.id}
          root={{ code: own.areaCode, name: own.areaName ?? '' }}
          spans={isByMonth ? byMonths : byDays}
          show={children}
        />
      )}
    </AppPage>
  )
}

function Numbers({ root, spans, show }: { root: Place; spans: readonly Span[]; show: ShowRange }) {
  const [path, setPath] = useState<Place[]>([])
  const [span, setSpan] = useState(spans[1]?.value ?? '')
  const chosen = spans.find(({ value }) => value === span) ?? spans[0]
  const now = useNow()
  const place = path.at(-1) ?? root
  const range = {
    area: place.code,
    from: chosen?.firstDay(now) ?? dayOf(now),
    to: dayOf(now),
  }
  return (
    <View className="stack-loose">
      <View className="row-between">
        <Text className="text-large text-strong">{[root, ...path].map(({ name }) => name).join(' › ')}</Text>
        {path.length > 0 && (
          <Button
            text="上一级"
            icon="back"
            kind="quiet"
            onPress={() => {
              setPath(path.slice(0, -1))
            }}
          />
        )}
      </View>
      <FilterBar label="多长时间" options={spans} value={span} onChange={setSpan} />
      {show(range, (area) => {
        setPath([...path, area])
      })}
    </View>
  )
}
