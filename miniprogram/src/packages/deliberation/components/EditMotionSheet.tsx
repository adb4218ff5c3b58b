import { useState } from 'react'
import { useNameAsked } from '../../../components/forum/useNameAsked'
import { PhotoPicker, photoIdsOf, renewPaths, toPicked } from '../../../components/PhotoPicker'
import { FormSheet } from '../../../components/FormSheet'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { editMotion, type MotionView } from '../../../services/deliberation'
import { findMissingWords, MotionWords } from './MotionWords'

interface EditMotionSheetProps {
  motion: MotionView
  onDone: () => void
  onClose: () => void
}

/** Other words and photos, while nobody else stands behind them. */
export function EditMotionSheet({ motion, onDone, onClose }: EditMotionSheetProps) {
  const { id, version, title, text, author, media } = motion
  const { value, change, clear } = useDraft(`motionEdit:${id}`, {
    ...{ title, text },
    photos: toPicked(media),
  })
  const [missing, setMissing] = useState<string>()
  const { run, isBusy, problem } = useAction()
  const { withName, preview } = useNameAsked()
  const send = async () => {
    const isUploading = value.photos.some((photo) => photo.id === undefined)
    const wrong = findMissingWords(value) ?? (isUploading ? '还有照片没传上去，请等一等再按。' : undefined)
    setMissing(wrong)
    if (wrong !== undefined) return
    const words = {
      ...{ title: value.title.trim(), text: value.text.trim() },
      photoIds: photoIdsOf(value.photos),
    }
    const sent = () => editMotion(id, { ...words, version })
    if (!(await run(() => withName(words.title, sent)))) return
    clear()
    onDone()
  }
  return (
    <FormSheet
      problem={missing ?? problem}
      title="改一改议题"
      onClose={onClose}
      submitText="改好了"
      isBusy={isBusy}
      onSubmit={() => void send()}
    >
      {preview}
      <MotionWords value={value} change={change} shownAs={author.name} />
      <PhotoPicker
        photos={renewPaths(value.photos, media)}
        label="照片（可以不放）"
        onChange={(photos) => {
          change({ photos })
        }}
      />
    </FormSheet>
  )
}
