import { addDays, formatDay, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { postOf } from '@linli/shared/users/posts'
import Taro, { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { RoleSwitcher } from '../../../../components/RoleSwitcher'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { getProvider, listCareQueue } from '../../../../services/elderCare'
import type { Membership } from '../../../../services/session'
import { useMembership, useSession } from '../../../../stores/session'
import { pageOf } from '../../components/careWords'
import { MoneyRows, OrderRows } from './Rows'

type Scope = 'mine' | 'day' | 'waiting' | 'money'

/** The orders of whoever does them: today's round, what waits for a yes, what is to be paid. */
export default function CareWorkPage() {
  const me = useSession((state) => state.me)
  const membership = useMembership()
  return (
    <AppPage title="上门服务">
      {!me && <SignInCard />}
      {me && !membership && <EmptyState icon="lock" title="这一页给服务人员和社区用" />}
      {me && membership && (
        <View className="stack-loose">
          <RoleSwitcher />
          <Work key={membership.id} userId={me.id} membership={membership} />
        </View>
      )}
    </AppPage>
  )
}

function listScopes({ role }: Membership): readonly { value: Scope; text: string }[] {
  if (role === 'volunteer')
    return [
      { value: 'mine', text: '我的' },
      { value: 'waiting', text: '可以接的' },
    ]
  // What the communities see to themselves stays with them; here is what was left to decide.
  if (role === 'streetOfficer' || role === 'districtOfficer') return [{ value: 'waiting', text: '等处理' }]
  return [
    ...(role === 'unitStaff' ? [{ value: 'mine' as const, text: '我的' }] : []),
    { value: 'day', text: '全部' },
    { value: 'waiting', text: '等处理' },
    { value: 'money', text: '待收款' },
  ]
}

function Work({ userId, membership }: { userId: string; membership: Membership }) {
  const scopes = listScopes(membership)
  const today = toShanghaiDay(new Date())
  const wanted = useRouter().params.scope
  const first = scopes.find(({ value }) => value === wanted) ?? scopes[0]
  const [scope, setScope] = useState<Scope>(first?.value ?? 'day')
  const [day, setDay] = useState(today)
  const own = postOf(membership)
  const post = scope === 'mine' ? `volunteer:${userId}` : (own ?? '')
  const isByDay = scope === 'mine' || scope === 'day'
  const waiting = useRemote(`careQueue:waiting:${own ?? ''}`, () =>
    listCareQueue({ post: own ?? '', scope: 'waiting' }),
  )
  useLive('queue.changed', waiting.reload)
  useLive('careOrder.changed', waiting.reload)
  const shownScopes = scopes.map((each) =>
    each.value === 'waiting' ? { ...each, count: waiting.data?.items.length } : each,
  )
  const now = new Date()
  return (
    <View className="stack-loose">
      <Ways membership={membership} />
      <FilterBar label="哪些" value={scope} options={shownScopes} onChange={setScope} />
      {isByDay && (
        <FilterBar
          label="哪一天"
          value={day}
          options={[-1, 0, 1, 2, 3, 4, 5, 6].map((offset) => {
            const value = addDays(today, offset)
            return { value, text: formatDay(fromShanghaiDay(value), now) }
          })}
          onChange={setDay}
        />
      )}
      {scope === 'money' ? (
        <MoneyRows post={post} />
      ) : (
        <OrderRows post={post} day={isByDay ? day : undefined} />
      )}
    </View>
  )
}

const ways: readonly {
  text: string
  page: string
  icon: 'settings' | 'phone' | 'edit' | 'book' | 'paper'
  roles: readonly Membership['role'][]
  /** Also for the staff of a station, who sit at its counter. */
  isForStation?: true
}[] = [
  { text: '本单位的服务', page: 'provider', icon: 'settings', roles: ['unitStaff'] },
  {
    text: '月结账单',
    page: 'bills',
    icon: 'paper',
    roles: ['unitStaff', 'secretary', 'communityWorker', 'gridWorker'],
  },
  {
    text: '要打的电话',
    page: 'followUps',
    icon: 'phone',
    roles: ['secretary', 'communityWorker', 'streetOfficer'],
    isForStation: true,
  },
  {
    text: '替长者预约',
    page: 'counter',
    icon: 'edit',
    roles: ['secretary', 'communityWorker', 'gridWorker'],
    isForStation: true,
  },
  {
    text: '服务目录',
    page: 'catalogue',
    icon: 'book',
    roles: ['secretary', 'streetOfficer', 'districtOfficer'],
  },
]

const openRoute = () => void Taro.navigateTo({ url: '/packages/dispatch/pages/carrierRoute/index' })

/** Of a unit with a kitchen's licence, also one that has run out; where that cannot be read nothing is kept from anybody. */
function KitchenWays({ unitId }: { unitId: string }) {
  const { data, error } = useRemote(`provider:${unitId}`, () => getProvider(unitId))
  const cooks = data ? data.licences.some(({ kind }) => kind === 'kitchen') : error !== undefined
  if (!cooks) return null
  const open = (page: string) => void Taro.navigateTo({ url: pageOf(page, { unit: unitId }) })
  return (
    <>
      <Button
        text="餐单"
        icon="meal"
        onPress={() => {
          open('kitchen')
        }}
      />
      <Button
        text="留样和温度"
        icon="check"
        onPress={() => {
          open('foodRecords')
        }}
      />
      <Button text="送餐路线" icon="walk" onPress={openRoute} />
    </>
  )
}

function Ways({ membership }: { membership: Membership }) {
  const isStation = membership.role === 'unitStaff' && membership.unitKind === 'station'
  const shown = ways.filter(
    ({ roles, isForStation }) => roles.includes(membership.role) || (isStation && isForStation === true),
  )
  return (
    <View className="row-wrap">
      {membership.role === 'unitStaff' && membership.unitId !== undefined && (
        <KitchenWays unitId={membership.unitId} />
      )}
      {shown.map(({ text, page, icon }) => (
        <Button
          key={page}
          text={text}
          icon={icon}
          onPress={() => void Taro.navigateTo({ url: pageOf(page, { unit: membership.unitId }) })}
        />
      ))}
      {membership.role === 'volunteer' && <Button text="送餐路线" icon="walk" onPress={openRoute} />}
      {membership.role === 'unitStaff' && (
        <Button
          text="排班"
          icon="calendar"
          onPress={() => void Taro.navigateTo({ url: '/packages/dispatch/pages/dayPlan/index' })}
        />
      )}
    </View>
  )
}
