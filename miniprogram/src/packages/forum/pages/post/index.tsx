import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { AuthorLine } from '../../../../components/forum/AuthorLine'
import { PostTags } from '../../../../components/forum/PostCard'
import { MediaStrip } from '../../../../components/MediaStrip'
import { ReadAloud } from '../../../../components/ReadAloud'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { useSharedCard } from '../../../../platform/share'
import { getForumHome, type CommentView, type PostView } from '../../../../services/forum'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { CommentList } from '../../components/CommentList'
import { NeedOffer } from '../../components/NeedOffer'
import { PostActions } from '../../components/PostActions'
import { ReplySheet } from '../../components/ReplySheet'
import { settledMessage } from '../../components/settled'
import { toSharedPost } from '../../components/sharedPost'
import { useThread } from '../../components/useThread'

/** One post with what was said to it; it grows by itself while it is open. */
export default function PostPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  if (me) return <Thread id={id} />
  return (
    <AppPage title="帖子">
      <SignInCard />
    </AppPage>
  )
}

function Thread({ id }: { id: string }) {
  const { post, comments, isGone } = useThread(id)
  const community = post.data?.community
  const home = useRemote(`forum:${community ?? ''}`, () =>
    community === undefined ? Promise.resolve(undefined) : getForumHome(community),
  )
  const [replyTo, setReplyTo] = useState<CommentView | 'post'>()
  useSharedCard(toSharedPost(id))
  // Who has moved away, or is verified here no more, reads her own words, and her neighbours’ no longer.
  const isLocal = useSession((state) => community !== undefined && state.me?.community?.code === community)
  const isAway = comments.error?.code === 'forum.not_a_member'
  const canReply =
    !isGone && !isAway && post.data?.actions.includes('comment') === true && home.data?.mute === undefined
  return (
    <AppPage
      title="帖子"
      footer={
        canReply && (
          <Button
            text="留言"
            icon="message"
            kind="primary"
            isBlock
            onPress={() => {
              setReplyTo('post')
            }}
          />
        )
      }
    >
      {replyTo && home.data && (
        <ReplySheet
          postId={id}
          home={home.data}
          voices={home.data.voices.filter(({ as }) => as !== 'desk' || post.data?.isLifted !== true)}
          replyTo={replyTo === 'post' ? undefined : replyTo}
          onSent={() => {
            setReplyTo(undefined)
            comments.reload()
          }}
          onClose={() => {
            setReplyTo(undefined)
          }}
        />
      )}
      <RemoteView remote={post}>
        {(data) =>
          isGone ? (
            <Gone />
          ) : (
            <View className="stack-loose">
              <PostBody post={data} />
              {data.noticeId !== undefined && <NoticeLink id={data.noticeId} />}
              {data.need?.id !== undefined && <NeedLink id={data.need.id} />}
              {data.motion && <MotionLink id={data.motion.id} stateText={data.motion.stateText} />}
              {data.needOffer && <NeedOffer post={data} onDone={post.reload} />}
              {data.isLifted === true && <Text className="text-block text-strong">{liftedMessage}</Text>}
              {data.isSettled === true && <Text className="text-block text-soft">{settledMessage}</Text>}
              <PostActions
                post={data}
                onDone={post.reload}
                onGone={() =>
                  void Taro.navigateBack().catch(() => Taro.switchTab({ url: '/pages/forum/index' }))
                }
              />
              {isAway ? (
                <Text className="text-block text-soft">{isLocal ? unverifiedMessage : movedMessage}</Text>
              ) : (
                <CommentList
                  list={comments}
                  canReply={canReply}
                  onReply={setReplyTo}
                  onChanged={comments.reload}
                />
              )}
            </View>
          )
        }
      </RemoteView>
    </AppPage>
  )
}

const movedMessage = '您现在不在这个社区，邻居的留言看不到了。您自己写的还在这里。'
const unverifiedMessage =
  '您的住址现在没有核实，邻居的留言暂时看不到。在“我的”里把住址核实好，就又能看到了。您自己写的还在这里。'
const liftedMessage =
  '这条内容现在由街道来看。街道决定之前，社区不能管理它，也不能用社区的名义回复；您可以像邻居一样看。'
const goneMessage = '写的人刚改过，或者社区的人在看。核对好了，它会自己回到这里。'

const Gone = () => <EmptyState icon="eye" title="这个帖子现在看不到" message={goneMessage} />

/** Where it can be read aloud, printed and passed on, and counts as read. */
function NoticeLink({ id }: { id: string }) {
  const open = () => void Taro.navigateTo({ url: `/packages/notices/pages/notice/index?id=${id}` })
  return <Button text="打开这条公告" icon="bell" onPress={open} />
}

/** Only its author may open what it became. */
function NeedLink({ id }: { id: string }) {
  const open = () => void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${id}` })
  return <Button text="看这件诉求办到哪一步" icon="flag" onPress={open} />
}

/** Whoever reads the post may follow the motion its author made of it. */
function MotionLink({ id, stateText }: { id: string; stateText: string }) {
  const open = () => void Taro.navigateTo({ url: `/packages/deliberation/pages/motion/index?id=${id}` })
  return <Button text={`已提成议题：${stateText}`} icon="scales" onPress={open} />
}

function PostBody({ post }: { post: PostView }) {
  const now = useNow(60_000)
  const { author, text, price, place, media, at, editedAt, stateText, hiddenBecause } = post
  const when = `${describeMoment(at, now)}${editedAt === undefined ? '' : '，改过'}`
  return (
    <Card>
      <View className="stack">
        <AuthorLine author={author} />
        <Text className="text-block" userSelect>
          {text}
        </Text>
        {price !== undefined && <Text className="text-block text-strong">价格：{price}</Text>}
        {place !== undefined && <Text className="text-block">地方：{place}</Text>}
        <MediaStrip media={media} />
        {text !== '' && <ReadAloud text={text} />}
        <PostTags post={post} />
        {stateText !== undefined && <Text className="text-block text-strong">{stateText}</Text>}
        {hiddenBecause !== undefined && <Text className="text-block">原因：{hiddenBecause}</Text>}
        {post.need && (
          <Text className="text-block text-soft">
            {describeMoment(post.need.raisedAt, now)}转成诉求，{describeMoment(post.need.changedAt, now)}
            有过进展
          </Text>
        )}
        <Text className="text-block text-small text-soft">
          {when} · {post.counts.comments} 条留言 · {post.counts.likes} 个赞
        </Text>
      </View>
    </Card>
  )
}
