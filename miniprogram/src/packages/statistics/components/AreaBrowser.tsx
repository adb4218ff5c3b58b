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

const spans = [
  { value: '7', text: '近 7 天' },
  { value: '30', text: '近 30 天' },
  { value: '90', text: '近 90 天' },
  { value: '365', text: '近一年' },
] as const
type Span = (typeof spans)[number]['value']

export interface Place {
  code: string
  name: string
}

type ShowRange = (range: StatisticsRange, onOpen: (area: Place) => void) => ReactNode

/** A page of numbers: of one's own area, of those below it one opens, over a span one chooses. */
export function AreaBrowser({ title, children }: { title: string; children: ShowRange }) {
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
        <Numbers key={own.id} root={{ code: own.areaCode, name: own.areaName ?? '' }} show={children} />
      )}
    </AppPage>
  )
}

const dayMilliseconds = 24 * 60 * 60 * 1000

function Numbers({ root, show }: { root: Place; show: ShowRange }) {
  const [path, setPath] = useState<Place[]>([])
  const [span, setSpan] = useState<Span>('30')
  const now = useNow()
  const place = path.at(-1) ?? root
  const range = {
    area: place.code,
    from: dayOf(now - (Number(span) - 1) * dayMilliseconds),
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
