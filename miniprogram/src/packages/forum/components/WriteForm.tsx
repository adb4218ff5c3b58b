import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ChoiceList } from '../../../components/ChoiceList'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useNamePreview } from '../../../components/forum/useNamePreview'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { PhotoPicker, photoIdsOf, type PickedPhoto } from '../../../components/PhotoPicker'
import { TextArea, TextField } from '../../../components/TextField'
import { VoiceRecorder, type PickedVoice } from '../../../components/VoiceRecorder'
import { useDraft } from '../../../hooks/useDraft'
import {
  publishPost,
  type Board,
  type ForumHome,
  type PostContent,
  type Voice,
} from '../../../services/forum'
import { SubjectField } from './SubjectField'
import { VoiceChoice } from './VoiceChoice'
import { stayUntilDone } from '../../../platform/stay'

interface Form {
  board: Board | ''
  voice: number
  text: string
  price: string
  place: string
  subject: string
  photos: PickedPhoto[]
  recording?: PickedVoice | undefined
}

const empty: Form = { board: '', voice: 0, text: '', price: '', place: '', subject: '', photos: [] }

type BoardView = ForumHome['boards'][number]

/** A new post. What was begun is still here after a call, a crash or a dead battery. */
export function WriteForm({ home, board }: { home: ForumHome; board: Board | undefined }) {
  const open = home.boards.filter(({ writeAs }) => writeAs.length > 0)
  const wanted = open.find(({ code }) => code === board) ?? (open.length === 1 ? open[0] : undefined)
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft<Form>(
    `post:${home.community.code}`,
    {
      ...empty,
      board: wanted?.code ?? '',
    },
  )
  const [problem, setProblem] = useState<string>()
  const chosen = open.find(({ code }) => code === value.board)
  const voice = chosen?.writeAs[value.voice] ?? chosen?.writeAs[0]

  const send = async () => {
    if (!chosen || !voice) return
    const { goTo } = stayUntilDone()
    const sent = publishPost(toContent(home, chosen, voice, value), draftKey)
    const { id } = await sent.done
    clear()
    await goTo(`/packages/forum/pages/post/index?id=${id}`)
  }
  const { ask, preview } = useNamePreview(home, value.text, send, setProblem)
  const press = () => {
    const missing = findMissing(chosen, value)
    setProblem(missing)
    if (missing === undefined) ask(voice?.as)
  }
  return (
    <View className="stack-loose">
      <View className="field">
        <Text className="field-label">发在哪个板块</Text>
        <ChoiceList
          label="发在哪个板块"
          options={open.map(({ code, name, about }) => ({ value: code, label: name, note: about }))}
          value={value.board === '' ? undefined : value.board}
          onChange={(code) => {
            change({ board: code, voice: 0 })
          }}
        />
      </View>
      {chosen && (
        <VoiceChoice
          voices={chosen.writeAs}
          value={value.voice}
          onChange={(place) => {
            change({ voice: place })
          }}
        />
      )}
      <Words value={value} change={change} board={chosen} name={voice?.name ?? home.myName} />
      <SubjectField
        value={value.subject}
        onChange={(subject) => {
          change({ subject })
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <OutgoingNotice id={outgoingId} />
      <Button text="发出去" icon="send" kind="primary" isBlock isBusy={isUnderWay} onPress={press} />
      {preview}
    </View>
  )
}

interface WordsProps {
  value: Form
  change: (part: Partial<Form>) => void
  board: BoardView | undefined
  name: string
}

function Words({ value, change, board, name }: WordsProps) {
  return (
    <>
      <TextArea
        label="想说什么"
        hint="请不要写电话、身份证号和房号，邻居可以在下面留言找您。"
        audience={`本社区核实过的邻居，名字显示为“${name}”`}
        value={value.text}
        most={2500}
        onChange={(text) => {
          change({ text })
        }}
      />
      {board?.hasPrice && (
        <TextField
          label="价格（可以不写）"
          placeholder="比如：送人、20 元、上门 50 元起"
          value={value.price}
          most={40}
          onChange={(price) => {
            change({ price })
          }}
        />
      )}
      <TextField
        label="在哪里（可以不写）"
        placeholder="比如：3号楼门口"
        value={value.place}
        most={60}
        onChange={(place) => {
          change({ place })
        }}
      />
      <PhotoPicker
        photos={value.photos}
        onChange={(photos) => {
          change({ photos })
        }}
      />
      <VoiceRecorder
        voice={value.recording}
        onChange={(recording) => {
          change({ recording })
        }}
      />
    </>
  )
}

function findMissing(board: BoardView | undefined, { text, photos, recording }: Form): string | undefined {
  if (!board) return '请先选一个板块。'
  if (text.trim() === '') return '请写几个字，邻居才知道是什么事。'
  const isWaiting = photos.some(({ id }) => id === undefined) || (recording && recording.id === undefined)
  return isWaiting ? '还有照片或录音没传上去，请等一等再发。' : undefined
}

function toContent(home: ForumHome, board: BoardView, voice: Voice, form: Form): PostContent {
  const [text, price, place] = [form.text.trim(), form.price.trim(), form.place.trim()]
  const [kind, subjectId] = form.subject.split(':')
  return {
    community: home.community.code,
    board: board.code,
    as: voice.as,
    text,
    photoIds: photoIdsOf(form.photos),
    ...(voice.unitId === undefined ? {} : { unitId: voice.unitId }),
    ...(form.recording?.id === undefined ? {} : { voiceId: form.recording.id }),
    ...(board.hasPrice && price !== '' ? { price } : {}),
    ...(place === '' ? {} : { place }),
    ...(subjectId === undefined
      ? {}
      : { subject: { kind: kind === 'user' ? 'user' : 'unit', id: subjectId } }),
  }
}
