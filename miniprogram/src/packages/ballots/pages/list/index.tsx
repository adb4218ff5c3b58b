import Taro, { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { BallotCard } from '../../../../components/ballots/BallotCard'
import { WaitingBallots } from '../../../../components/ballots/WaitingBallots'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { useForumCommunity } from '../../../../components/forum/useForumCommunity'
import { PagedList } from '../../../../components/PagedList'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { usePaged } from '../../../../hooks/usePaged'
import { listBallots } from '../../../../services/ballots'
import { useMembership, useSession } from '../../../../stores/session'
import { openBallotPage } from '../../components/pages'

/** The ballots of a community: what waits for one's vote, then all of them. */
export default function BallotListPage() {
  const me = useSession((state) => state.me)
  const { desk, community: asked } = useRouter().params
  const [own, work] = [useForumCommunity(), useMembership()]
  const community = asked ?? (desk === undefined ? own : (work?.community ?? own))
  const canDraft = me?.memberships.some(
    ({ role, areaCode }) =>
      (role === 'secretary' || role === 'communityWorker') &&
      areaCode !== undefined &&
      areaCode === community,
  )
  return (
    <AppPage title="表决">
      {!me && <SignInCard />}
      {me && community === undefined && (
        <EmptyState
          icon="people"
          title="先加入您住的社区"
          message="核实住址以后，就能参加社区的表决。"
          action={{ text: '去首页加入', onPress: () => void Taro.switchTab({ url: '/pages/home/index' }) }}
        />
      )}
      {me && community !== undefined && (
        <View className="stack-loose">
          {canDraft && (
            <Button
              text="起草一次表决"
              icon="edit"
              kind="primary"
              isBlock
              onPress={() => {
                openBallotPage('edit', {})
              }}
            />
          )}
          <WaitingBallots userId={me.id} />
          <AllBallots community={community} />
        </View>
      )}
    </AppPage>
  )
}

function AllBallots({ community }: { community: string }) {
  const list = usePaged(`ballots:${community}`, (cursor) => listBallots(community, cursor))
  return (
    <Section title="社区的表决">
      <PagedList
        list={list}
        label="社区的表决"
        empty={
          <EmptyState
            icon="list"
            title="还没有表决"
            message="社区要大家一起定的事，会在这里投票，也会发消息告诉您。"
          />
        }
        renderItem={(ballot) => <BallotCard ballot={ballot} />}
      />
    </Section>
  )
}
