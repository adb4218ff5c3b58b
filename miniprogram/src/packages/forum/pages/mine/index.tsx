import Taro, { useRouter } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { ForumChoice } from '../../../../components/forum/ForumChoice'
import { PostCard } from '../../../../components/forum/PostCard'
import { useForumCommunity } from '../../../../components/forum/useForumCommunity'
import { PagedList } from '../../../../components/PagedList'
import { SignInCard } from '../../../../components/SignInCard'
import { useLive } from '../../../../hooks/useLive'
import { usePaged } from '../../../../hooks/usePaged'
import { listFollowedPosts, listMyPosts } from '../../../../services/forum'
import { useSession } from '../../../../stores/session'
import { HiddenList } from '../../components/HiddenList'
import { LeaveSheet } from '../../components/LeaveSheet'

type Part = 'own' | 'followed' | 'hidden'
const parts = [
  { value: 'own', text: '我发的' },
  { value: 'followed', text: '我关注的' },
  { value: 'hidden', text: '没有公开的' },
] as const
const empties: Record<Exclude<Part, 'hidden'>, { title: string; message: string }> = {
  own: { title: '您还没有发过帖子', message: '发过的帖子和它们的情况会在这里。' },
  followed: { title: '您还没有关注帖子', message: '发过、回过、关注过的帖子，有新留言会在这里看到。' },
}

/** One's own posts in every state, what one follows with what is new in it, and what others do not read. */
export default function MyPostsPage() {
  const me = useSession((state) => state.me)
  const community = useForumCommunity()
  const asked = useRouter().params.part
  const [part, setPart] = useState<Part>(asked === 'hidden' ? asked : 'own')
  const [isLeaving, setIsLeaving] = useState(false)
  return (
    <AppPage title="我的帖子">
      {!me && <SignInCard />}
      {me && (
        <View className="stack">
          <FilterBar label="看哪些" options={parts} value={part} onChange={setPart} />
          {part === 'hidden' ? <HiddenList /> : <Posts key={part} part={part} />}
          {community !== undefined && (
            <>
              <ForumChoice />
              <Button
                text="离开邻里圈"
                icon="signout"
                kind="quiet"
                onPress={() => {
                  setIsLeaving(true)
                }}
              />
              <LeaveSheet
                community={community}
                isOpen={isLeaving}
                onClose={() => {
                  setIsLeaving(false)
                }}
              />
            </>
          )}
        </View>
      )}
    </AppPage>
  )
}

function Posts({ part }: { part: Exclude<Part, 'hidden'> }) {
  const list = usePaged(`forum:${part}`, part === 'own' ? listMyPosts : listFollowedPosts)
  // Somebody has answered, or the check is through.
  useLive('inbox.changed', list.reload)
  return (
    <PagedList
      list={list}
      label={part === 'own' ? '我发的帖子' : '我关注的帖子'}
      empty={<EmptyState icon="people" {...empties[part]} />}
      renderItem={(post) => (
        <PostCard
          post={post}
          boardName={undefined}
          onPress={() => void Taro.navigateTo({ url: `/packages/forum/pages/post/index?id=${post.id}` })}
        />
      )}
    />
  )
}
