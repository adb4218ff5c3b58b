import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { actOnPost, raisePostNeed, type PostView } from '../../../services/forum'

/** The community offers to take it on; nothing happens without its author's yes. */
export function NeedOffer({ post, onDone }: { post: PostView; onDone: () => void }) {
  const { run, isBusy, problem } = useAction()
  const { needOffer } = post
  if (!needOffer) return null
  const answer = (isYes: boolean) =>
    run(async () => {
      if (isYes) await raisePostNeed(post.id, needOffer.category)
      else await actOnPost(post.id, { action: 'refuseNeed' })
      onDone()
    })
  return (
    <Card kind="flat">
      <View className="stack">
        <Text className="text-block text-strong">
          {needOffer.by}想按“{needOffer.categoryName}”帮您办这件事
        </Text>
        <Text className="text-block">
          您同意才会转。文字和照片会给办事的人看，帖子上只显示办到哪一步和日期。
        </Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        <View className="action-bar">
          <Button text="同意，请社区办" kind="primary" isBusy={isBusy} onPress={() => void answer(true)} />
          <Button text="不用了" isDisabled={isBusy} onPress={() => void answer(false)} />
        </View>
      </View>
    </Card>
  )
}
