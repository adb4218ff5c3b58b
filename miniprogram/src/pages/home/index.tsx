import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../components/AppPage'
import { WaitingBallots } from '../../components/ballots/WaitingBallots'
import { BigTile } from '../../components/BigTile'
import { Button } from '../../components/Button'
import { CareGroupTiles } from '../../components/CareGroupTiles'
import { ElderEntry } from '../../components/ElderEntry'
import { ElderPrompt } from '../../components/ElderPrompt'
import { DoneNotice } from '../../components/DoneNotice'
import { ErrorNotice } from '../../components/ErrorNotice'
import { ElderDay, OwnDay } from '../../components/families/ElderDay'
import { WhoFor } from '../../components/families/WhoFor'
import { ListRow } from '../../components/ListRow'
import { NeedCard } from '../../components/needs/NeedCard'
import { OutgoingNotice } from '../../components/OutgoingNotice'
import { RemoteView } from '../../components/RemoteView'
import { Section } from '../../components/Section'
import { Tag } from '../../components/Tag'
import { SignInCard } from '../../components/SignInCard'
import { UndoBar } from '../../components/UndoBar'
import { useKept } from '../../hooks/useKeptToday'
import { useLive } from '../../hooks/useLive'
import { useRemote } from '../../hooks/useRemote'
import { listCategories, type Tile } from '../../services/categories'
import { countUnreadNotices } from '../../services/notices'
import { listMyNeeds } from '../../services/needs'
import { useOutgoingStore } from '../../services/outgoing'
import type { Me } from '../../services/session'
import { useActingFor, type ActingFor } from '../../stores/actingFor'
import { useSession } from '../../stores/session'
import { useIsElder } from '../../stores/settings'
import { AfterTap } from './components/AfterTap'
import { AskSheet, needsAsking } from './components/AskSheet'
import { ConsentEntry } from './components/ConsentEntry'
import { DangerSheet } from './components/DangerSheet'
import { SafetyEntry } from './components/SafetyEntry'
import { JoinHint } from './components/JoinHint'
import { TileGrid } from './components/TileGrid'
import { useRaise } from './useRaise'

export default function HomePage() {
  const me = useSession((state) => state.me)
  const acting = useActingFor('needs')
  if (me && acting)
    return (
      <CommunityHome
        key={acting.personId}
        me={me}
        acting={acting}
        community={{ code: acting.community, name: acting.communityName }}
      />
    )
  if (me?.community) return <CommunityHome me={me} community={me.community} />
  return (
    <AppPage title="邻里" tab="home" headerExtra={<ElderEntry />}>
      <View className="stack-loose">
        <WhoFor scope="needs" />
        <ElderPrompt />
        {me && <SafetyEntry userId={me.id} />}
        {me?.isProxy && <MyElders />}
        {me ? <JoinHint name={me.displayName} /> : <SignInCard />}
      </View>
    </AppPage>
  )
}

/** For who lives elsewhere and came for an elder: the way to her before anything about a community of one's own. */
function MyElders() {
  return (
    <BigTile
      title="我的长辈"
      note="今天怎么样，替老人办事"
      icon="people"
      isWide
      onPress={() => void Taro.navigateTo({ url: '/packages/families/pages/elders/index' })}
    />
  )
}

interface CommunityHomeProps {
  me: Me
  community: NonNullable<Me['community']>
  /** The elder everything on this page is for, when not oneself. */
  acting?: ActingFor
}

/** What one can ask for, what is under way, and the way to a person. */
function CommunityHome({ me, community, acting }: CommunityHomeProps) {
  const isElder = useIsElder()
  const isForElder = isElder || acting !== undefined
  const key = `tiles:${community.code}:${String(isElder)}`
  // A need can be raised without a network: it waits on this phone.
  const tiles = useKept(
    key,
    useRemote(key, () => listCategories(community.code, isElder)),
  )
  const open = useRemote(`open:${me.id}:${acting?.personId ?? ''}`, () =>
    listMyNeeds(true, undefined, acting?.personId),
  )
  const { raised, problem, withdrawn, raise, undo, end, joinInstead } = useRaise(open.reload, acting)
  const [asked, setAsked] = useState<Tile>()
  const [danger, setDanger] = useState<Tile>()
  useLive('need.changed', open.reload)
  const unread = useUnreadNotices(me.id)

  const press = (tile: Tile) => {
    if (tile.isDanger) setDanger(tile)
    else if (needsAsking(tile)) setAsked(tile)
    else raise(tile)
  }
  const need = raised?.need
  return (
    <AppPage
      title={community.name}
      tab="home"
      headerExtra={<ElderEntry />}
      footer={
        need?.releaseAt !== undefined && (
          <UndoBar
            message={`已提交：${need.category.name}${need.proxyText === undefined ? '' : `（${need.proxyText}）`}`}
            until={need.releaseAt}
            onUndo={undo}
            onEnd={end}
          />
        )
      }
    >
      <View className="stack-loose">
        <WhoFor scope="needs" />
        <ElderPrompt />
        <SafetyEntry userId={me.id} />
        {isElder && !acting && <ConsentEntry userId={me.id} />}
        {isElder && !acting && me.level === 'verified' && <OwnDay userId={me.id} />}
        {acting && (
          <ElderDay
            personId={acting.personId}
            name={acting.name}
            hasOrders={acting.scopes?.includes('orders') ?? true}
          />
        )}
        {problem !== undefined && <ErrorNotice message={problem} />}
        {withdrawn !== undefined && (
          <DoneNotice message={`撤回了：${withdrawn}。这一件不办了，也不收钱。要办的话，再点一次就行。`} />
        )}
        {raised && <AfterTap raised={raised} onJoinInstead={joinInstead} />}
        <Waiting except={raised?.outgoingId} />
        {isForElder && <CareEntry />}
        {unread > 0 && <NoticeEntry unread={unread} />}
        <OpenNeeds remote={open} />
        <WaitingBallots userId={me.id} />
        <RemoteView remote={tiles} rows={4}>
          {(data) => <TileGrid tiles={data} onPress={press} />}
        </RemoteView>
        {unread === 0 && <NoticeEntry unread={0} />}
        <Links hasCareEntry={isForElder} />
      </View>
      <DangerSheet
        tile={danger}
        onTell={(tile) => {
          setDanger(undefined)
          raise(tile)
        }}
        onClose={() => {
          setDanger(undefined)
        }}
      />
      {asked && (
        <AskSheet
          tile={asked}
          forPersonId={acting?.personId}
          onSend={(content, draftKey) => {
            setAsked(undefined)
            raise(asked, content, draftKey)
          }}
          onClose={() => {
            setAsked(undefined)
          }}
        />
      )}
    </AppPage>
  )
}

/** What was submitted before and has not arrived, after a killed app or without a network. */
function Waiting({ except }: { except: string | undefined }) {
  const items = useOutgoingStore((state) => state.items)
  const waiting = items.filter((item) => item.id !== except && item.state !== 'delivered')
  return (
    <>
      {waiting.map((item) => (
        <OutgoingNotice key={item.id} id={item.id} />
      ))}
    </>
  )
}

function OpenNeeds({
  remote,
}: {
  remote: ReturnType<typeof useRemote<Awaited<ReturnType<typeof listMyNeeds>>>>
}) {
  const items = remote.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Section title="正在办的事">
      <View className="stack">
        {items.slice(0, 1).map((need) => (
          <NeedCard
            key={need.id}
            need={need}
            onPress={() => void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${need.id}` })}
          />
        ))}
        {items.length > 1 && (
          <Button
            text={`还有 ${items.length - 1} 件正在办`}
            icon="next"
            kind="quiet"
            onPress={() => void Taro.navigateTo({ url: '/packages/needs/pages/mine/index' })}
          />
        )}
      </View>
    </Section>
  )
}

/** How many notices for this person are not opened; none while that is not known. */
function useUnreadNotices(userId: string): number {
  const { data, reload } = useRemote(`notices:unread:${userId}`, countUnreadNotices)
  useLive('inbox.changed', reload)
  return data?.unread ?? 0
}

/** What the community has to say: above what one can ask for while something is new, else among the other doors. */
function NoticeEntry({ unread }: { unread: number }) {
  return (
    <View className="list">
      <ListRow
        icon="bell"
        title="社区公告"
        note="停水停电、活动、政策"
        {...(unread > 0 ? { extra: <Tag text={`${unread} 条没看`} tone="warning" icon="bell" /> } : {})}
        onPress={() => void Taro.navigateTo({ url: '/packages/notices/pages/list/index' })}
      />
    </View>
  )
}

const careUrl = '/packages/elderCare/pages/home/index'

/** What an elder asks for most, before everything else: one tap away. */
function CareEntry() {
  return <CareGroupTiles onChoose={(group) => void Taro.navigateTo({ url: `${careUrl}?group=${group}` })} />
}

const links = [
  { icon: 'heart', title: '养老服务', note: '送饭、洗澡、看病、找人帮忙', url: careUrl },
  {
    icon: 'edit',
    title: '写清楚再提',
    note: '先写、先说、先拍，再送出',
    url: '/packages/needs/pages/raise/index',
  },
  { icon: 'list', title: '我的诉求', note: '办到哪一步了', url: '/packages/needs/pages/mine/index' },
  { icon: 'book', title: '办事指南', note: '要什么材料、去哪里办', url: '/packages/needs/pages/guide/index' },
  {
    icon: 'heart',
    title: '报平安',
    note: '每天按一下，家人放心',
    url: '/packages/safety/pages/checkIn/index',
  },
  {
    icon: 'scales',
    title: '议事厅',
    note: '提议题、联名、表决，看项目',
    url: '/packages/deliberation/pages/home/index',
  },
  {
    icon: 'people',
    title: '我的网格',
    note: '网格员、书记、物业、派出所的电话',
    url: '/packages/settings/pages/grid/index',
  },
] as const

function Links({ hasCareEntry }: { hasCareEntry: boolean }) {
  return (
    <View className="list">
      {links.map(({ icon, title, note, url }) => (
        <ListRow
          key={url}
          icon={icon}
          title={title}
          note={hasCareEntry && url === careUrl ? '约好的、长期预约、一张卡' : note}
          onPress={() => void Taro.navigateTo({ url })}
        />
      ))}
    </View>
  )
}
