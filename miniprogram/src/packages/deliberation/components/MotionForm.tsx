import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useNamePreview } from '../../../components/forum/useNamePreview'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { PhotoPicker, photoIdsOf, type PickedPhoto } from '../../../components/PhotoPicker'
import { useDraft } from '../../../hooks/useDraft'
import { stayUntilDone } from '../../../platform/stay'
import { raiseMotion, type DeliberationHome } from '../../../services/deliberation'
import type { ForumHome } from '../../../services/forum'
import { findMissingWords, MotionWords } from './MotionWords'

interface MotionFormProps {
  home: DeliberationHome
  forum: ForumHome
  start: string
  postId: string | undefined
  needId: string | undefined
}

interface Form {
  title: string
  text: string
  photos: PickedPhoto[]
}

/** What was begun is still here after a call, a crash or a dead battery. */
export function MotionForm({ home, forum, start, postId, needId }: MotionFormProps) {
  const { community, settings } = home
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft<Form>(
    `motion:${community.code}:${postId ?? needId ?? ''}`,
    { title: '', text: start, photos: [] },
  )
  const [problem, setProblem] = useState<string>()
  const from = toSource(postId, needId)

  const send = async () => {
    const body = {
      community: community.code,
      title: value.title.trim(),
      text: value.text.trim(),
      photoIds: photoIdsOf(value.photos),
      ...(from ? { from } : {}),
    }
    const { goTo } = stayUntilDone()
    const sent = raiseMotion(body, draftKey)
    const { id } = await sent.done
    clear()
    await goTo(`/packages/deliberation/pages/motion/index?id=${id}`)
  }
  const { ask, preview } = useNamePreview(forum, value.title, send, setProblem)
  const press = () => {
    const missing = findMissing(value)
    setProblem(missing)
    if (missing === undefined) ask('resident')
  }
  return (
    <View className="stack-loose">
      <Text className="text-block text-soft">
        {settings.gatheringDays} 天里有 {settings.coSigners} 人联名（算上您），社区就要在{' '}
        {settings.answerDays} 天里答复；五分之一以上的居民联名，一定会表决。
      </Text>
      {from && (
        <Text className="text-block">
          {from.kind === 'post'
            ? '从您的帖子转来，照片会一起带上，帖子里能看到议题到哪一步。'
            : '从您的诉求转来，照片不会公开。请把要大家商量的事写清楚。'}
        </Text>
      )}
      <MotionWords value={value} change={change} shownAs={forum.myName} />
      <PhotoPicker
        photos={value.photos}
        label="照片（可以不拍）"
        onChange={(photos) => {
          change({ photos })
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <OutgoingNotice id={outgoingId} />
      <Button text="提出来" icon="send" kind="primary" isBlock isBusy={isUnderWay} onPress={press} />
      {preview}
    </View>
  )
}

function toSource(postId: string | undefined, needId: string | undefined) {
  if (postId !== undefined) return { kind: 'post' as const, id: postId }
  return needId === undefined ? undefined : { kind: 'need' as const, id: needId }
}

function findMissing(form: Form): string | undefined {
  const isUploading = form.photos.some(({ id }) => id === undefined)
  return findMissingWords(form) ?? (isUploading ? '还有照片没传上去，请等一等再提。' : undefined)
}
