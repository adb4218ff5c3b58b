import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { BarChart } from '../../../../components/BarChart'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getNotice,
  getNoticeFigures,
  listNoticeReach,
  type NoticeFigures,
  type ReachState,
} from '../../../../services/notices'
import { useSession } from '../../../../stores/session'
import { ReachCard } from '../../components/ReachCard'

/** Who knows of a notice that everybody must know of, by which way, and at whose door somebody still has to knock. */
export default function ReachPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  return (
    <AppPage title="告知和上门">
      {me ? (
        <Reach id={id} seesNames={me.memberships.some(({ role }) => namers.includes(role))} />
      ) : (
        <SignInCard />
      )}
    </AppPage>
  )
}

/** Rank has figures, not names. */
const namers: readonly string[] = ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader']

function Reach({ id, seesNames }: { id: string; seesNames: boolean }) {
  const notice = useRemote(`notice:${id}`, () => getNotice(id))
  const figures = useRemote(`noticeFigures:${id}`, () => getNoticeFigures(id))
  const isWithdrawn = notice.data?.withdrawn !== undefined
  return (
    <View className="stack-loose">
      <RemoteView remote={notice} rows={1}>
        {({ title, kindName }) => (
          <Text className="text-block text-large text-strong">
            {kindName}：{title}
          </Text>
        )}
      </RemoteView>
      {isWithdrawn ? (
        <Text className="text-block">
          {seesNames
            ? '公告撤回了，还不知道的人不用再告诉。下面的人知道公告，手机上收不到撤回，请打电话或上门再说一声。'
            : '公告撤回了，还不知道的人不用再告诉。手机上收不到撤回的人，由社区打电话或上门再说一声。'}
        </Text>
      ) : (
        <RemoteView remote={figures}>{(data) => <Figures figures={data} />}</RemoteView>
      )}
      {seesNames && notice.data && (
        <People
          key={String(isWithdrawn)}
          id={id}
          isWithdrawn={isWithdrawn}
          orderText={figures.data?.orderText}
          onChanged={() => {
            figures.reload()
          }}
        />
      )}
    </View>
  )
}

function Figures({ figures }: { figures: NoticeFigures }) {
  const { people, reached, waiting, visiting, byChannel, visitsLeftToday } = figures
  const ways = byChannel
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${count} 人`)
    .join('，')
  return (
    <View className="stack">
      <BarChart
        label="多少人知道了"
        unit="人"
        bars={[
          { label: '已经知道', value: reached, of: people },
          { label: '正在上门', value: visiting, of: people, tone: 'warning' },
          { label: '还不知道', value: waiting, of: people, tone: 'danger' },
        ]}
      />
      {ways !== '' && <Text className="text-block text-soft">怎么知道的：{ways}。</Text>}
      {visitsLeftToday !== undefined && (
        <Text className="text-block text-soft">今天还能上门 {visitsLeftToday} 户，排不上的明天接着去。</Text>
      )}
    </View>
  )
}

const states = [
  { value: 'waiting' as const, text: '还不知道' },
  { value: 'visiting' as const, text: '正在上门' },
  { value: 'reached' as const, text: '已经知道' },
]

const empties: Partial<Record<ReachState, string>> = {
  waiting: '您这里的人都知道了',
  toCall: '您这里都说过了',
}

interface PeopleProps {
  id: string
  /** Then only those are told again whom nothing else tells. */
  isWithdrawn: boolean
  orderText: string | undefined
  onChanged: () => void
}

function People({ id, isWithdrawn, orderText, onChanged }: PeopleProps) {
  const [state, setState] = useState<ReachState>(isWithdrawn ? 'toCall' : 'waiting')
  const list = usePaged(`reach:${id}:${state}`, (cursor) => listNoticeReach(id, state, cursor))
  return (
    <Section title="一个一个看">
      <View className="stack">
        {!isWithdrawn && <FilterBar label="看哪些人" options={states} value={state} onChange={setState} />}
        {orderText !== undefined && state === 'waiting' && (
          <Text className="text-block text-small text-soft">{orderText}</Text>
        )}
        <PagedList
          list={list}
          label="要告诉的人"
          empty={<EmptyState icon="check" title={empties[state] ?? '这里没有人'} />}
          renderItem={(row) => (
            <ReachCard
              noticeId={id}
              row={row}
              onDone={() => {
                list.reload()
                onChanged()
              }}
              onOpenVisit={(visitId) =>
                void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${visitId}` })
              }
            />
          )}
        />
      </View>
    </Section>
  )
}
