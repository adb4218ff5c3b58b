import Taro from '@tarojs/taro'
import { Button } from '../Button'

/** Back to the post of the forum that a need was raised from. */
export function ForumLink({ postId }: { postId: string | undefined }) {
  if (postId === undefined) return null
  const open = () => void Taro.navigateTo({ url: `/packages/forum/pages/post/index?id=${postId}` })
  return <Button text="看邻里圈里的帖子" icon="people" kind="quiet" onPress={open} />
}
