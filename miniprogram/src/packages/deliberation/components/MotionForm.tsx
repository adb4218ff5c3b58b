import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useNamePreview } from '../../../components/forum/useNamePreview'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { PhotoPicker, photoIdsOf, type PickedPhoto } from '../../../components/PhotoPicker'
import { TextArea, TextField } from '../../../components/TextField'
import { useDraft } from '../../../hooks/useDraft'
import { toApiError } from '../../../services/apiError'
import { raiseMotion, type DeliberationHome } from '../../../services/deliberation'
import type { ForumHome } from '../../../services/forum'

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
    const sent = raiseMotion(body, draftKey)
    try {
      const { id } = await sent.done
      clear()
      await Taro.redirectTo({ url: `/packages/deliberation/pages/motion/index?id=${id}` })
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  const { ask, preview } = useNamePreview(forum, value.title, send)
  const press = () => {
    const missing = findMissing(value)
    setProblem(missing)
    if (missing === undefined) ask('resident')
  }
  return (
    <View className="stack-loose">
      <Text className="text-block text-soft">
        {settings.gatheringDays} 天里有 {settings.coSigners} 人联名（算上您），社区就要在{' '}
        {settings.answerDays} 个工作日里答复；五分之一以上的居民联名，一定会表决。
      </Text>
      {from && (
        <Text className="text-block">
          {from.kind === 'post'
            ? '从您的帖子转来，照片会一起带上，帖子里能看到议题到哪一步。'
            : '从您的诉求转来，照片不会公开。请把要大家商量的事写清楚。'}
        </Text>
      )}
      <TextField
        label="一句话说清楚是什么事"
        placeholder="比如：给北门装一盏路灯"
        value={value.title}
        most={40}
        onChange={(title) => {
          change({ title })
        }}
      />
      <TextArea
        label="为什么要办，想怎么办"
        hint="请不要写电话、身份证号和房号。"
        audience={`本社区核实过的邻居和社区，名字显示为“${forum.myName}”`}
        value={value.text}
        most={2500}
        onChange={(text) => {
          change({ text })
        }}
      />
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

function findMissing({ title, text, photos }: Form): string | undefined {
  if (Array.from(title.trim()).length < 4) return '请用一句话说清楚是什么事，至少四个字。'
  if (Array.from(text.trim()).length < 10) return '请多写几个字，邻居才知道为什么要办、想怎么办。'
  return photos.some(({ id }) => id === undefined) ? '还有照片没传上去，请等一等再提。' : undefined
}
