import { useState } from 'react'
import { useDraft } from '../../hooks/useDraft'
import { toApiError } from '../../services/apiError'
import { actOnNeed, type NeedView } from '../../services/needs'
import { referToPhotos } from '../../services/keptPhotos'
import { PhotoPicker, type PickedPhoto } from '../PhotoPicker'
import { FormSheet } from '../FormSheet'
import { TextArea } from '../TextField'
import { VoiceRecorder, type PickedVoice } from '../VoiceRecorder'

interface Form {
  text: string
  photos: PickedPhoto[]
  voice?: PickedVoice | undefined
}

/** Words, a recording or pictures after the tap; nothing of it must be there. */
export function SupplementSheet({
  need,
  onClose,
}: {
  need: Pick<NeedView, 'id' | 'category'>
  onClose: () => void
}) {
  const { value, change, draftKey, outgoingId, isUnderWay } = useDraft<Form>(
    `supplement:${need.id}`,
    { text: '', photos: [] },
    onClose,
  )
  const [problem, setProblem] = useState<string>()
  const photoIds = referToPhotos(value.photos)
  const text = value.text.trim()
  const isWaiting =
    value.photos.length > photoIds.length || (value.voice !== undefined && value.voice.id === undefined)

  const send = async () => {
    if (isWaiting) {
      setProblem('还有照片或录音没传上去，请等一等再送出。')
      return
    }
    if (text === '' && photoIds.length === 0 && value.voice === undefined) {
      setProblem('写几句、说一段，或者拍张照，再送出。')
      return
    }
    setProblem(undefined)
    try {
      await actOnNeed(
        need.id,
        {
          action: 'supplement',
          photoIds,
          ...(text === '' ? {} : { text }),
          ...(value.voice?.id === undefined ? {} : { voiceId: value.voice.id }),
        },
        `补充：${need.category.name}`,
        draftKey,
      ).done
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  return (
    <FormSheet
      title="补充情况"
      onClose={onClose}
      submitText="送出"
      icon="send"
      isBusy={isUnderWay}
      problem={problem}
      onSubmit={() => void send()}
      outgoingId={outgoingId}
    >
      <VoiceRecorder
        voice={value.voice}
        onChange={(voice) => {
          change({ voice })
        }}
      />
      <TextArea
        label="写几句"
        audience="只有办事的工作人员能看到"
        value={value.text}
        most={1000}
        onChange={(words) => {
          change({ text: words })
        }}
      />
      <PhotoPicker
        isSentLater
        photos={value.photos}
        onChange={(photos) => {
          change({ photos })
        }}
      />
    </FormSheet>
  )
}
