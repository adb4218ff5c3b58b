import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { BarChart } from '../../../../components/BarChart'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { ForumChoice } from '../../../../components/forum/ForumChoice'
import { useForumCommunity } from '../../../../components/forum/useForumCommunity'
import { PagedList } from '../../../../components/PagedList'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getDeliberationHome,
  listMotions,
  listMyMotions,
  type DeliberationHome,
  type MotionPhase,
} from '../../../../services/deliberation'
import { useSession } from '../../../../stores/session'
import { MotionCard } from '../../components/MotionCard'
import { openPage, phaseTexts } from '../../components/pages'

/** What neighbours want decided, and the ways to take part. */
export default function DeliberationHomePage() {
  const me = useSession((state) => state.me)
  const community = useForumCommunity()
  return (
    <AppPage title="议事厅">
      {!me && <SignInCard />}
      {me && (
        <ForumChoice
          otherwise={
            <EmptyState
              icon="people"
              title="先加入您住的社区"
              message="核实住址以后，就能提议题、联名和表决。"
              action={{
                text: '去首页加入',
                onPress: () => void Taro.switchTab({ url: '/pages/home/index' }),
              }}
            />
          }
        />
      )}
      {me && community !== undefined && <Hall key={community} community={community} />}
    </AppPage>
  )
}

function Hall({ community }: { community: string }) {
  const home = useRemote(`deliberation:${community}`, () => getDeliberationHome(community))
  return <RemoteView remote={home}>{(data) => <HallView home={data} />}</RemoteView>
}

type Part = MotionPhase | 'all' | 'own' | 'coSigned'

function HallView({ home }: { home: DeliberationHome }) {
  const [part, setPart] = useState<Part>('all')
  const { community, counts, householdsHeard } = home
  const list = usePaged(`motions:${community.code}:${part}`, (cursor) =>
    part === 'own' || part === 'coSigned'
      ? listMyMotions(part, cursor)
      : listMotions(community.code, part === 'all' ? undefined : part, cursor),
  )
  const options: { value: Part; text: string; count?: number }[] = [
    { value: 'all', text: '全部' },
    ...counts.map(({ phase, motions }) => ({ value: phase, text: phaseTexts[phase], count: motions })),
    { value: 'own', text: '我提的' },
    { value: 'coSigned', text: '我联名的' },
  ]
  return (
    <View className="stack-loose">
      <Text className="text-block text-soft">
        大家的事大家商量：提出、联名、表决、变成项目、一起评效果。{home.settings.coSigners} 人联名，社区就要在{' '}
        {home.settings.answerDays} 天里答复。
      </Text>
      <Doors home={home} />
      {householdsHeard && (
        <BarChart
          label="有多少户说过话"
          unit="户"
          bars={[{ label: '说过话的家庭', value: householdsHeard.part, of: householdsHeard.of }]}
        />
      )}
      <FilterBar label="看哪些议题" options={options} value={part} onChange={setPart} />
      <PagedList
        list={list}
        label="议题"
        empty={
          <EmptyState icon="people" title="这里还没有议题" message="有关系到大家的事，您可以先提一个。" />
        }
        renderItem={(motion) => (
          <MotionCard
            motion={motion}
            onPress={() => {
              openPage('motion', { id: motion.id })
            }}
          />
        )}
      />
    </View>
  )
}

/** What one can do here, before what others have done. */
function Doors({ home }: { home: DeliberationHome }) {
  const { community, canRaise, desk } = home
  return (
    <View className="action-bar">
      {canRaise && (
        <Button
          text="提一个议题"
          icon="edit"
          kind="primary"
          onPress={() => {
            openPage('write', { community: community.code })
          }}
        />
      )}
      {desk !== 'none' && (
        <Button
          text="等答复的议题"
          icon="clock"
          onPress={() => {
            openPage('work', {})
          }}
        />
      )}
      <Button
        text="表决"
        icon="list"
        onPress={() =>
          void Taro.navigateTo({ url: `/packages/ballots/pages/list/index?community=${community.code}` })
        }
      />
      {(['meetings', 'projects', 'councillors', 'figures'] as const).map((page) => (
        <Button
          key={page}
          {...doors[page]}
          onPress={() => {
            openPage(page, { community: community.code })
          }}
        />
      ))}
    </View>
  )
}

const doors = {
  meetings: { text: '议事会', icon: 'calendar' },
  projects: { text: '项目', icon: 'wrench' },
  councillors: { text: '议事员', icon: 'people' },
  figures: { text: '数字', icon: 'chart' },
} as const
