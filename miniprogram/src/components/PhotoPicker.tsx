import { Image, Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { useLatest } from '../hooks/useLatest'
import { choosePhotos } from '../platform/photos'
import { previewPhotos } from '../platform/preview'
import { toApiError } from '../services/apiError'
import { forgetPhoto, keepPhoto, openPhoto, sendPhoto, type PickedPhoto } from '../services/keptPhotos'
import { toMediaUrl } from '../services/mediaUrl'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

export type { PickedPhoto }

interface StoredPhoto {
  id: string
  kind: 'photo' | 'voice'
  url: string
  thumbnailUrl?: string | undefined
}

/** The photos a record has already, to be kept or taken out. */
export const toPicked = (media: readonly StoredPhoto[]): PickedPhoto[] =>
  media
    .filter(({ kind }) => kind === 'photo')
    .map(({ id, url, thumbnailUrl }) => ({ id, path: toMediaUrl(thumbnailUrl ?? url) }))

/** A draft outlives the addresses of the photos in it, which are good for ten minutes. */
export function renewPaths(photos: readonly PickedPhoto[], media: readonly StoredPhoto[]): PickedPhoto[] {
  const known = new Map(toPicked(media).map((photo) => [photo.id, photo]))
  return photos.map((photo) => known.get(photo.id) ?? photo)
}

interface PhotoPickerProps {
  /** Belongs into the form's draft: an upload that failed is kept and can be tried again. */
  photos: readonly PickedPhoto[]
  onChange: (photos: PickedPhoto[]) => void
  most?: number
  label?: string
  /** The form leaves by itself when there is a network, and takes the photos along (`referToPhotos`). */
  isSentLater?: boolean
}

/** By path: percent while under way, or the sentence of what went wrong. */
type Progress = Record<string, number | string | undefined>

/** Photos of a draft from before the program was killed: where they are shown from now. */
function useReopened(photos: readonly PickedPhoto[], onChange: PhotoPickerProps['onChange']): void {
  const latest = useLatest({ photos, onChange })
  useEffect(() => {
    const reopen = async () => {
      const paths = new Map<string, string | undefined>()
      for (const { kept } of latest.current.photos)
        if (kept !== undefined) paths.set(kept, await openPhoto(kept))
      const now = latest.current.photos
      const reopened = now.map((photo) => ({ ...photo, path: paths.get(photo.kept ?? '') ?? photo.path }))
      if (reopened.some(({ path }, place) => path !== now[place]?.path)) latest.current.onChange(reopened)
    }
    void reopen()
  }, [latest])
}

/** Choose or take photos; each is uploaded at once, with its progress on it. */
export function PhotoPicker(props: PhotoPickerProps) {
  const { photos, onChange, most = 9, label = '照片', isSentLater = false } = props
  const [progress, setProgress] = useState<Progress>({})
  const latest = useLatest({ photos, onChange })
  useReopened(photos, onChange)
  const note = (path: string, state: number | string | undefined) => {
    setProgress((before) => ({ ...before, [path]: state }))
  }

  const upload = async (photo: PickedPhoto) => {
    const { path } = photo
    note(path, 0)
    try {
      const id = await sendPhoto(photo, (percent) => {
        note(path, percent)
      })
      latest.current.onChange(
        latest.current.photos.map((each) => (each.path === path ? { ...each, id } : each)),
      )
      note(path, undefined)
    } catch (cause) {
      const error = toApiError(cause)
      note(path, isSentLater && photo.kept !== undefined && error.isPassing ? undefined : error.message)
    }
  }
  const add = async (from: 'camera' | 'album') => {
    const paths = await choosePhotos(most - photos.length, from)
    if (paths.length === 0) return
    const added = isSentLater ? await Promise.all(paths.map(keepPhoto)) : paths.map((path) => ({ path }))
    latest.current.onChange([...latest.current.photos, ...added])
    await Promise.all(added.map(upload))
  }

  const problem = Object.values(progress).find((state) => typeof state === 'string')
  return (
    <View className="field">
      <Text className="field-label">{label}</Text>
      <View className="photos">
        {photos.map((photo) => (
          <PhotoCell
            key={photo.path}
            photo={photo}
            state={progress[photo.path]}
            isSafe={isSentLater && photo.kept !== undefined && progress[photo.path] === undefined}
            onPress={() => void (photo.id === undefined ? upload(photo) : show(photos, photo.path))}
            onRemove={() => {
              if (photo.kept !== undefined) forgetPhoto(photo.kept)
              onChange(photos.filter(({ path }) => path !== photo.path))
            }}
          />
        ))}
        {photos.length < most && (
          <>
            <AddButton icon="camera" text="拍照" onPress={() => void add('camera')} />
            <AddButton icon="photo" text="从相册选" onPress={() => void add('album')} />
          </>
        )}
      </View>
      {problem !== undefined && <Text className="field-error">{problem} 照片还在，点照片可以再传一次。</Text>}
    </View>
  )
}

/** Ids of the photos that have arrived, for the request's `photoIds`. */
export function photoIdsOf(photos: readonly PickedPhoto[]): string[] {
  return photos.flatMap(({ id }) => (id === undefined ? [] : [id]))
}

function show(photos: readonly PickedPhoto[], current: string): Promise<void> {
  return previewPhotos(
    photos.map(({ path }) => path),
    current,
  )
}

interface PhotoCellProps {
  photo: PickedPhoto
  state: number | string | undefined
  /** It has not arrived and needs nothing: it leaves with the form. */
  isSafe: boolean
  onPress: () => void
  onRemove: () => void
}

function PhotoCell({ photo, state, isSafe, onPress, onRemove }: PhotoCellProps) {
  const isWaiting = photo.id === undefined && typeof state !== 'number'
  const isBroken = isWaiting && !isSafe
  return (
    <View className="photo">
      <Pressable
        className="photo-image"
        label={isBroken ? '没传上去，点一下再传' : '看大图'}
        onPress={onPress}
      >
        <Image className="photo-image" src={photo.path} mode="aspectFill" />
      </Pressable>
      {typeof state === 'number' && <Text className="photo-state">正在上传 {state}%</Text>}
      {isWaiting && isSafe && <Text className="photo-state">已存好</Text>}
      {isBroken && <Text className="photo-state">再传一次</Text>}
      <Pressable className="photo-remove" label="去掉这张照片" onPress={onRemove}>
        <Icon name="close" />
      </Pressable>
    </View>
  )
}

function AddButton({ icon, text, onPress }: { icon: 'camera' | 'photo'; text: string; onPress: () => void }) {
  return (
    <Pressable className="photo-add" onPress={onPress}>
      <Icon name={icon} />
      <Text>{text}</Text>
    </Pressable>
  )
}
