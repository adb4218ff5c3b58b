import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { ForumChoice } from '../../../../components/forum/ForumChoice'
import { useForumCommunity } from '../../../../components/forum/useForumCommunity'
import { PagedList } from '../../../../components/PagedList'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { usePaged } from '../../../../hooks/usePaged'
import { listNotices } from '../../../../services/notices'
import { useSession } from '../../../../stores/session'
import { openNoticePage } from '../../components/noticePages'
import { NoticeRow } from '../../components/NoticeRow'

/** What the community and the street have to say. */
export default function NoticeListPage() {
  const me = useSession((state) => state.me)
  const community = useForumCommunity()
  return (
    <AppPage title="社区公告">
      {!me && <SignInCard />}
      {me && (
        <ForumChoice
          otherwise={
            <EmptyState
              icon="bell"
              title="先加入您住的社区"
              message="加入以后，停水停电、活动、政策，社区发的公告都在这里。"
              action={{ text: '去加入', onPress: () => void Taro.navigateTo({ url: '/pages/join/index' }) }}
            />
          }
        />
      )}
      {me && community !== undefined && <Notices key={community} community={community} />}
    </AppPage>
  )
}

function Notices({ community }: { community: string }) {
  const [shown, setShown] = useState<'current' | 'past'>('current')
  const list = usePaged(`notices:${community}:${shown}`, (cursor) => listNotices(community, shown, cursor))
  useLive('inbox.changed', list.reload)
  return (
    <View className="stack">
      <FilterBar
        label="看哪些公告"
        options={[
          { value: 'current', text: '现在的' },
          { value: 'past', text: '过去的' },
        ]}
        value={shown}
        onChange={setShown}
      />
      <PagedList
        list={list}
        label="公告"
        empty={
          <EmptyState
            icon="bell"
            title={shown === 'current' ? '现在没有公告' : '没有过去的公告'}
            message="社区有事要告诉大家，会在这里，也会发消息给您。"
          />
        }
        renderItem={(notice) => (
          <NoticeRow
            notice={notice}
            onPress={() => {
              openNoticePage('notice', `id=${notice.id}`)
            }}
          />
        )}
      />
    </View>
  )
}
