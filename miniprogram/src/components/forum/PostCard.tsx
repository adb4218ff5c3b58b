import { Text, View } from '@tarojs/components'
import { useNow } from '../../hooks/useNow'
import { toMediaUrl } from '../../services/mediaUrl'
import type { PostSummary } from '../../services/forum'
import { describeMoment } from '../../services/time'
import { Card } from '../Card'
import { Tag } from '../Tag'
import { Image } from '@tarojs/components'
import { AuthorLine } from './AuthorLine'

interface PostCardProps {
  post: PostSummary
  boardName: string | undefined
  onPress: () => void
}

/** One post in a list: who, what, and how much was said. */
export function PostCard({ post, boardName, onPress }: PostCardProps) {
  const now = useNow(60_000)
  const { author, excerpt, price, photos, hasVoice, at, counts, stateText, unread = 0 } = post
  return (
    <Card onPress={onPress}>
      <View className="stack-tight">
        <AuthorLine author={author} />
        <Text className="text-block">{excerpt}</Text>
        {price !== undefined && <Text className="text-block text-strong">{price}</Text>}
        {photos.length > 0 && (
          <View className="photos">
            {photos.map(({ id, thumbnailUrl, url }) => (
              <View key={id} className="photo">
                <Image className="photo-image" src={toMediaUrl(thumbnailUrl ?? url)} mode="aspectFill" />
              </View>
            ))}
          </View>
        )}
        <PostTags post={post} />
        {stateText !== undefined && <Text className="text-block text-soft">{stateText}</Text>}
        <Text className="text-block text-small text-soft">
          {[boardName, describeMoment(at, now), hasVoice ? '有录音' : undefined].filter(Boolean).join(' · ')}
          {` · ${counts.comments} 条留言 · ${counts.likes} 个赞`}
        </Text>
        {unread > 0 && <Tag text={`${unread} 条新留言`} icon="bell" tone="accent" />}
      </View>
    </Card>
  )
}

type Tagged = Pick<PostSummary, 'isPinned' | 'isLocked' | 'isAnswered' | 'hasOfficialAnswer' | 'need'>

/** What is special about a post, each said in a word. */
export function PostTags({ post }: { post: Tagged }) {
  const { isPinned, isLocked, isAnswered, hasOfficialAnswer, need } = post
  if (!isPinned && !isLocked && !isAnswered && !hasOfficialAnswer && !need) return null
  return (
    <View className="row-wrap">
      {isPinned && <Tag text="置顶" icon="up" tone="accent" />}
      {hasOfficialAnswer && <Tag text="社区已回复" icon="check" tone="info" />}
      {isAnswered && <Tag text="已解答" icon="check" tone="success" />}
      {need && <Tag text={need.stateText} icon="flag" tone={need.isOpen ? 'warning' : 'success'} />}
      {isLocked && <Tag text="停止回复" icon="lock" />}
    </View>
  )
}
