import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useNameAsked } from '../../../components/forum/useNameAsked'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { PhotoPicker, photoIdsOf, renewPaths, toPicked } from '../../../components/PhotoPicker'
import { TextArea, TextField } from '../../../components/TextField'
import { useDraft } from '../../../hooks/useDraft'
import { stayUntilDone } from '../../../platform/stay'
import { toApiError } from '../../../services/apiError'
import { editPost, type PostView } from '../../../services/forum'

/** New words and photos for one's own post. What was typed outlasts a change that came between. */
export function EditForm({ post, onStale }: { post: PostView; onStale: () => void }) {
  const { id, version, text, price, place, media } = post
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = useDraft(`post:edit:${id}`, {
    text,
    price: price ?? '',
    place: place ?? '',
    photos: toPicked(media),
  })
  const [problem, setProblem] = useState<string>()
  const { withName, preview } = useNameAsked()
  const save = async () => {
    if (value.photos.some(({ id: photoId }) => photoId === undefined)) {
      setProblem('还有照片没传上去，请等一等再保存。')
      return
    }
    setProblem(undefined)
    const words = { text: value.text.trim(), price: value.price.trim(), place: value.place.trim() }
    const body = {
      version,
      text: words.text,
      photoIds: photoIdsOf(value.photos),
      ...(price === undefined && words.price === ''
        ? {}
        : { price: words.price === '' ? null : words.price }),
      ...(place === undefined && words.place === ''
        ? {}
        : { place: words.place === '' ? null : words.place }),
    }
    const { goBack } = stayUntilDone()
    try {
      await withName(words.text, () => editPost(id, body, draftKey).done)
      clear()
      await goBack('/pages/forum/index')
    } catch (cause) {
      const { code, message } = toApiError(cause)
      setProblem(message)
      if (code === 'forum.changed_meanwhile') onStale()
    }
  }
  return (
    <View className="stack-loose">
      <Text className="text-block text-soft">
        改过的帖子要重新核对，核对好邻居才看得到。改之前的原文和照片只有审核的人能看。
      </Text>
      <TextArea
        label="内容"
        audience="邻居们"
        most={2500}
        value={value.text}
        onChange={(words) => {
          change({ text: words })
        }}
      />
      {price !== undefined && (
        <TextField
          label="价格（可以不写）"
          most={40}
          value={value.price}
          onChange={(words) => {
            change({ price: words })
          }}
        />
      )}
      <TextField
        label="在哪里（可以不写）"
        most={60}
        value={value.place}
        onChange={(words) => {
          change({ place: words })
        }}
      />
      <PhotoPicker
        photos={renewPaths(value.photos, media)}
        onChange={(photos) => {
          change({ photos })
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {preview}
      <OutgoingNotice id={outgoingId} />
      <Button
        text="保存"
        kind="primary"
        isBlock
        isDisabled={value.text.trim() === ''}
        isBusy={isUnderWay}
        onPress={() => void save()}
      />
    </View>
  )
}
