import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useNamePreview } from '../../../components/forum/useNamePreview'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { Sheet } from '../../../components/Sheet'
import { TextArea } from '../../../components/TextField'
import { useDraft } from '../../../hooks/useDraft'
import { writeComment, type CommentView, type ForumHome } from '../../../services/forum'
import { VoiceChoice } from './VoiceChoice'

interface ReplySheetProps {
  postId: string
  home: ForumHome
  /** In whose name one may answer here. */
  voices: ForumHome['voices']
  replyTo: CommentView | undefined
  onSent: () => void
  onClose: () => void
}

/** Where one answers; what was begun is still here after a call, a crash or a dead battery. */
export function ReplySheet({ postId, home, voices, replyTo, onSent, onClose }: ReplySheetProps) {
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft(
    `comment:${postId}:${replyTo?.id ?? ''}`,
    {
      text: '',
      voice: 0,
    },
  )
  const [problem, setProblem] = useState<string>()
  const voice = voices[value.voice] ?? voices[0]
  const text = value.text.trim()

  const send = async () => {
    if (!voice) return
    setProblem(undefined)
    const { as, unitId } = voice
    const { done } = writeComment(
      postId,
      {
        as,
        text,
        ...(unitId === undefined ? {} : { unitId }),
        ...(replyTo ? { replyTo: replyTo.id } : {}),
      },
      draftKey,
    )
    await done
    clear()
    await Taro.showToast({ title: '发出去了，核对好邻居就能看到', icon: 'none' })
    onSent()
  }
  const { ask, preview } = useNamePreview(home, text, send, setProblem)
  if (preview) return preview
  const footer = (
    <Button
      text="发送"
      icon="send"
      kind="primary"
      isBlock
      isDisabled={text === ''}
      isBusy={isUnderWay}
      onPress={() => {
        ask(voice?.as)
      }}
    />
  )
  return (
    <Sheet
      title={replyTo ? `回复${replyTo.author?.name ?? '邻居'}` : '留言'}
      isOpen
      onClose={onClose}
      footer={footer}
    >
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <OutgoingNotice id={outgoingId} />
        {replyTo && <Text className="text-block text-soft">{replyTo.text}</Text>}
        <VoiceChoice
          voices={voices}
          value={value.voice}
          onChange={(place) => {
            change({ voice: place })
          }}
        />
        <TextArea
          label="想说的话"
          audience={`邻居们，名字显示为“${voice?.name ?? home.myName}”`}
          most={500}
          value={value.text}
          onChange={(words) => {
            change({ text: words })
          }}
        />
      </View>
    </Sheet>
  )
}
