import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../components/AppPage'
import { Button } from '../../components/Button'
import { EmptyState } from '../../components/EmptyState'
import { FilterBar } from '../../components/FilterBar'
import { ForumChoice } from '../../components/forum/ForumChoice'
import { PostCard } from '../../components/forum/PostCard'
import { useForumCommunity } from '../../components/forum/useForumCommunity'
import { PagedList } from '../../components/PagedList'
import { RemoteView } from '../../components/RemoteView'
import { SignInCard } from '../../components/SignInCard'
import { usePaged } from '../../hooks/usePaged'
import { useRemote } from '../../hooks/useRemote'
import {
  getForumHome,
  listPosts,
  listWaitingPosts,
  type Board,
  type ForumHome,
  type PostSummary,
} from '../../services/forum'
import { useSession } from '../../stores/session'
import { CopyDigest } from './components/CopyDigest'
import { MemberHint } from './components/MemberHint'

const open = (url: string) => void Taro.navigateTo({ url: `/packages/forum/pages/${url}` })

/** What neighbours talk about. */
export default function ForumPage() {
  const me = useSession((state) => state.me)
  const community = useForumCommunity()
  return (
    <AppPage title="邻里圈" tab="forum">
      {!me && <SignInCard />}
      {me && (
        <ForumChoice
          otherwise={
            <EmptyState
              icon="people"
              title="先加入您住的社区"
              message="加入以后能看社区公告；核实住址以后，能和邻居一起说说话。"
              action={{
                text: '去首页加入',
                onPress: () => void Taro.switchTab({ url: '/pages/home/index' }),
              }}
            />
          }
        />
      )}
      {me && community !== undefined && <Forum key={community} community={community} />}
    </AppPage>
  )
}

function Forum({ community }: { community: string }) {
  const home = useRemote(`forum:${community}`, () => getForumHome(community))
  return <RemoteView remote={home}>{(data) => <Feed home={data} />}</RemoteView>
}

function Feed({ home }: { home: ForumHome }) {
  const [board, setBoard] = useState<Board | 'all' | 'waiting'>('all')
  const { community, boards, access } = home
  const [pinned, setPinned] = useState<PostSummary[]>([])
  const list = usePaged(`posts:${community.code}:${board}`, async (cursor) => {
    if (board === 'waiting') {
      setPinned([])
      return listWaitingPosts(community.code, cursor)
    }
    const page = await listPosts(community.code, board === 'all' ? undefined : board, cursor)
    if (cursor === undefined) setPinned(page.pinned)
    return page
  })
  const options = [
    { value: 'all' as const, text: '全部' },
    ...(home.isModerator ? [{ value: 'waiting' as const, text: '等社区回复' }] : []),
    ...boards.map(({ code, name }) => ({ value: code, text: name })),
  ]
  const nameOf = (code: Board) => boards.find((each) => each.code === code)?.name
  const pinnedIds = new Set(pinned.map(({ id }) => id))
  const shown = { ...list, items: [...pinned, ...list.items.filter(({ id }) => !pinnedIds.has(id))] }
  return (
    <View className="stack">
      {access === 'notices' && <MemberHint />}
      {access === 'full' && <Doors home={home} board={board === 'waiting' ? 'all' : board} />}
      {boards.length > 1 && (
        <FilterBar label="看哪个板块" options={options} value={board} onChange={setBoard} />
      )}
      <PagedList
        list={shown}
        label="邻里圈的帖子"
        empty={
          <EmptyState
            icon="people"
            title={board === 'waiting' ? '没有等着回复的提问' : '这里还没有帖子'}
            message={
              board === 'waiting'
                ? '邻居问的都有人回了。'
                : access === 'full'
                  ? '您可以先说一句，问问邻居，或者送点用不着的东西。'
                  : '社区发了公告，会在这里。'
            }
          />
        }
        renderItem={(post) => (
          <PostCard
            post={post}
            boardName={nameOf(post.board)}
            onPress={() => {
              open(`post/index?id=${post.id}`)
            }}
          />
        )}
      />
      {access === 'full' && <CopyDigest community={community.code} />}
    </View>
  )
}

/** What one can do here, before what others have done. */
function Doors({ home, board }: { home: ForumHome; board: Board | 'all' }) {
  const canWrite = home.mute === undefined && home.boards.some(({ writeAs }) => writeAs.length > 0)
  const toBoard = board === 'all' ? '' : `&board=${board}`
  return (
    <View className="stack">
      {home.mute && <MemberHint mute={home.mute} />}
      <View className="action-bar">
        {canWrite && (
          <Button
            text="发帖"
            icon="edit"
            kind="primary"
            onPress={() => {
              open(`write/index?community=${home.community.code}${toBoard}`)
            }}
          />
        )}
        <Button
          text="我的和关注的"
          icon="star"
          onPress={() => {
            open('mine/index')
          }}
        />
        {board === 'deliberation' && (
          <Button
            text="议题和项目"
            icon="scales"
            kind="primary"
            onPress={() => void Taro.navigateTo({ url: '/packages/deliberation/pages/home/index' })}
          />
        )}
        <Button
          text="找一找"
          icon="search"
          onPress={() => {
            open(`search/index?community=${home.community.code}`)
          }}
        />
      </View>
    </View>
  )
}
