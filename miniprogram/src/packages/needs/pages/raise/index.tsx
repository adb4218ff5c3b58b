import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { WhoFor } from '../../../../components/families/WhoFor'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { PhotoPicker, type PickedPhoto } from '../../../../components/PhotoPicker'
import { referToPhotos } from '../../../../services/keptPhotos'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { TextArea, TextField } from '../../../../components/TextField'
import { VoiceRecorder, type PickedVoice } from '../../../../components/VoiceRecorder'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { stayUntilDone } from '../../../../platform/stay'
import { toApiError } from '../../../../services/apiError'
import { listCategories, type Tile } from '../../../../services/categories'
import { raiseNeed, type NeedContent } from '../../../../services/needs'
import { useActingFor, type ActingFor } from '../../../../stores/actingFor'
import { useSession } from '../../../../stores/session'

interface Form {
  category: string
  text: string
  where: string
  photos: PickedPhoto[]
  voice?: PickedVoice | undefined
  answers: Record<string, string>
}

const empty: Form = { category: '', text: '', where: '', photos: [], answers: {} }

export default function RaisePage() {
  const community = useSession((state) => state.me?.community?.code)
  const acting = useActingFor('needs')
  const area = acting?.community ?? community
  return (
    <AppPage title="写清楚再提">
      <View className="stack-loose">
        <WhoFor scope="needs" />
        {area === undefined ? (
          <SignInCard />
        ) : (
          <RaiseForm key={acting?.personId ?? ''} area={area} acting={acting} />
        )}
      </View>
    </AppPage>
  )
}

/** Words, a recording and pictures before sending. What was begun is still here after a call, a crash or a dead battery. */
function RaiseForm({ area, acting }: { area: string; acting: ActingFor | undefined }) {
  const tiles = useRemote(`tiles:${area}:false`, () => listCategories(area, false))
  return (
    <RemoteView remote={tiles} rows={5}>
      {({ items }) => (
        <Fields tiles={items.filter((tile) => !tile.isDanger && !tile.isComplaint)} acting={acting} />
      )}
    </RemoteView>
  )
}

function Fields({ tiles, acting }: { tiles: readonly Tile[]; acting: ActingFor | undefined }) {
  // What was begun for one elder is never sent for another.
  const form = acting ? `raise:${acting.personId}` : 'raise'
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft<Form>(form, empty)
  const [problem, setProblem] = useState<string>()
  const tile = tiles.find(({ code }) => code === value.category)

  const send = async () => {
    const missing = findMissing(tile, value)
    setProblem(missing)
    if (missing !== undefined || !tile) return
    const content = toContent(tile, value)
    const { done } = acting
      ? raiseNeed({ ...content, forPersonId: acting.personId }, `替${acting.name}：${tile.name}`, draftKey)
      : raiseNeed(content, tile.name, draftKey)
    const { goTo } = stayUntilDone()
    try {
      const need = await done
      clear()
      await goTo(`/packages/needs/pages/detail/index?id=${need.id}`)
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  return (
    <View className="stack-loose">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <OutgoingNotice id={outgoingId} />
      <View className="field">
        <Text className="field-label">什么事</Text>
        <ChoiceList
          label="什么事"
          options={tiles.map(({ code, name, promise }) => ({
            value: code,
            label: name,
            ...(code === value.category ? { note: promise } : {}),
          }))}
          value={value.category}
          onChange={(category) => {
            change({ category, answers: {} })
          }}
        />
      </View>
      {tile?.asks
        .filter((ask) => ask.kind !== 'text')
        .map((ask) => (
          <View key={ask.key} className="field">
            <Text className="field-label">{ask.label}</Text>
            <ChoiceList
              label={ask.label}
              options={ask.kind === 'boolean' ? yesOrNo : ask.options}
              value={value.answers[ask.key]}
              onChange={(answer) => {
                change({ answers: { ...value.answers, [ask.key]: answer } })
              }}
            />
          </View>
        ))}
      <VoiceRecorder
        voice={value.voice}
        onChange={(voice) => {
          change({ voice })
        }}
      />
      <TextArea
        label="说说情况"
        audience="只有办事的工作人员能看到"
        value={value.text}
        most={1000}
        onChange={(text) => {
          change({ text })
        }}
      />
      <TextField
        label="具体在哪里（可以不写）"
        audience={
          tile?.isPublicPlace
            ? '办事的工作人员；核对以后，遇到同样问题的邻居也能看到'
            : '只有办事的工作人员能看到'
        }
        placeholder="比如：3号楼门口"
        value={value.where}
        most={120}
        onChange={(where) => {
          change({ where })
        }}
      />
      <PhotoPicker
        isSentLater
        photos={value.photos}
        onChange={(photos) => {
          change({ photos })
        }}
      />
      <Button
        text={acting ? `替${acting.name}送出` : '送出'}
        icon="send"
        kind="primary"
        isBlock
        isBusy={isUnderWay}
        onPress={() => void send()}
      />
    </View>
  )
}

const yesOrNo = [
  { value: 'true', label: '是' },
  { value: 'false', label: '不是' },
]

function findMissing(tile: Tile | undefined, form: Form): string | undefined {
  if (!tile) return '请先选一选是什么事。'
  const ask = tile.asks.find(({ key, isRequired }) => isRequired && (form.answers[key] ?? '') === '')
  if (ask) return `请选一项：${ask.label}`
  if (tile.kind === 'consultation' && form.text.trim() === '') return '请写一写您想问什么，我们才好回答。'
  const isWaiting =
    referToPhotos(form.photos).length < form.photos.length ||
    (form.voice !== undefined && form.voice.id === undefined)
  return isWaiting ? '还有照片或录音没传上去，请等一等再送出。' : undefined
}

function toContent(tile: Tile, form: Form): NeedContent {
  const text = form.text.trim()
  const where = form.where.trim()
  const kind = tile.place === 'home' ? 'home' : 'here'
  return {
    category: tile.code,
    answers: form.answers,
    photoIds: referToPhotos(form.photos),
    ...(form.voice?.id === undefined ? {} : { voiceId: form.voice.id }),
    ...(text === '' ? {} : { text }),
    ...(where === '' ? {} : { place: { kind, text: where } }),
  }
}
