import { sayYuan } from '@linli/shared/money'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { MonthChoice } from '../../../../components/MonthChoice'
import { RemoteView } from '../../../../components/RemoteView'
import { RoleSwitcher } from '../../../../components/RoleSwitcher'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { saveFile } from '../../../../platform/files'
import { fetchMonthBills, listMonthBills, type MonthBills } from '../../../../services/monthBills'
import type { Membership } from '../../../../services/session'
import { useMembership } from '../../../../stores/session'
import { BillCard } from './BillCard'

/** Whose bills somebody takes in: the unit's own, and at the counter of a station those of the community. */
function listPosts({ role, unitId, unitKind, community }: Membership): { value: string; text: string }[] {
  const isUnit = role === 'unitStaff' && unitId !== undefined
  const hasDesk = role === 'secretary' || role === 'communityWorker' || role === 'gridWorker'
  return [
    ...(isUnit ? [{ value: `unit:${unitId}`, text: '本单位的' }] : []),
    ...(community !== undefined && (hasDesk || (isUnit && unitKind === 'station'))
      ? [{ value: `triage:${community}`, text: '本社区长者的' }]
      : []),
  ]
}

/** 月结 for whoever takes the money in: one line for each elder, taken in by one press. */
export default function MonthBillsPage() {
  const membership = useMembership()
  const posts = membership ? listPosts(membership) : []
  return (
    <AppPage title="月结账单">
      <View className="stack-loose">
        <RoleSwitcher />
        {posts.length === 0 ? (
          <EmptyState icon="lock" title="这一页给收费用的人员用" />
        ) : (
          <Posts key={membership?.id} posts={posts} />
        )}
      </View>
    </AppPage>
  )
}

function Posts({ posts }: { posts: readonly { value: string; text: string }[] }) {
  const [post, setPost] = useState(posts[0]?.value ?? '')
  return (
    <View className="stack">
      {posts.length > 1 && <FilterBar label="谁的账单" options={posts} value={post} onChange={setPost} />}
      <MonthChoice>{(month) => <Month key={post} post={post} month={month} />}</MonthChoice>
    </View>
  )
}

const filters = [
  { value: 'open', text: '还没收' },
  { value: 'received', text: '已收到' },
] as const

function Month({ post, month }: { post: string; month: string }) {
  const [filter, setFilter] = useState<'open' | 'received'>('open')
  const isReceived = filter === 'received'
  const bills = useRemote(`bills:${post}:${month}:${filter}`, () =>
    listMonthBills({ post, month }, isReceived),
  )
  useLive('queue.changed', bills.reload)
  return (
    <View className="stack">
      <FilterBar label="看哪些" options={filters} value={filter} onChange={setFilter} />
      <Download post={post} month={month} />
      <RemoteView remote={bills} rows={4}>
        {(data) => (
          <View className="stack">
            {(data.items.length > 0 || data.single.orders > 0) && <Sums {...data} isReceived={isReceived} />}
            <Lines key={filter} items={data.items} isReceived={isReceived} onReceived={bills.reload} />
            {data.isCut && <Text className="text-block">人太多，这里没有列全，全部在下载的表里。</Text>}
          </View>
        )}
      </RemoteView>
    </View>
  )
}

const shownAtOnce = 30

interface LinesProps {
  items: MonthBills['items']
  isReceived: boolean
  onReceived: () => void
}

/** Whoever stands at the counter is found by a part of her name. */
function Lines({ items, isReceived, onReceived }: LinesProps) {
  const [name, setName] = useState('')
  const [most, setMost] = useState(shownAtOnce)
  const found = items.filter(({ personName }) => personName.includes(name.trim()))
  if (items.length === 0)
    return (
      <EmptyState
        icon="check"
        title={isReceived ? '这个月还没有按月收过' : '这个月没有要收的'}
        message="长者确认过的单，会一位一行列在这里。"
      />
    )
  return (
    <View className="stack">
      <TextField label="找人" placeholder="姓名里的字" value={name} most={40} onChange={setName} />
      {found.length === 0 && <Text className="text-block">没有这样的姓名，请换个字再找。</Text>}
      {found.slice(0, most).map((line) => (
        <BillCard key={line.id} line={line} onReceived={onReceived} />
      ))}
      {found.length > most && (
        <Button
          text={`再看 ${Math.min(shownAtOnce, found.length - most)} 位`}
          isBlock
          onPress={() => {
            setMost(most + shownAtOnce)
          }}
        />
      )}
    </View>
  )
}

function Sums({ sums, single, isReceived }: Pick<MonthBills, 'sums' | 'single'> & { isReceived: boolean }) {
  const { people, orders, fen } = sums
  const alone = single.orders > 0 ? `另外单独收了 ${single.orders} 单，${sayYuan(single.fen)}。` : ''
  return (
    <Text className="text-block text-strong">
      {`${people} 位长者，${orders} 单，${isReceived ? '收到' : '要收'} ${sayYuan(fen)}。${alone}`}
    </Text>
  )
}

function Download({ post, month }: { post: string; month: string }) {
  const { run, isBusy, problem } = useAction()
  return (
    <>
      <Button
        text="下载这个月的表"
        icon="down"
        isBusy={isBusy}
        onPress={() =>
          void run(async () => {
            await saveFile(await fetchMonthBills(post, month), `月结 ${month}.xlsx`)
          })
        }
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
    </>
  )
}
