import { Image, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { useLatest } from '../hooks/useLatest'
import { choosePhotos } from '../platform/photos'
import { previewPhotos } from '../platform/preview'
import { toApiError } from '../services/apiError'
import { uploadMedia } from '../services/media'
import { toMediaUrl } from '../services/mediaUrl'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

/** One photo of a form: on this device, and once uploaded with the server's id. */
export interface PickedPhoto {
  path: string
  id?: string
}

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
}

/** By path: percent while under way, or the sentence of what went wrong. */
type Progress = Record<string, number | string | undefined>

/** Choose or take photos; each is uploaded at once, with its progress on it. */
export function PhotoPicker({ photos, onChange, most = 9, label = '照片' }: PhotoPickerProps) {
  const [progress, setProgress] = useState<Progress>({})
  const latest = useLatest({ photos, onChange })
  const note = (path: string, state: number | string | undefined) => {
    setProgress((before) => ({ ...before, [path]: state }))
  }

  const upload = async (path: string) => {
    note(path, 0)
    try {
      const { id } = await uploadMedia('photo', path, (percent) => {
        note(path, percent)
      })
      latest.current.onChange(
        latest.current.photos.map((photo) => (photo.path === path ? { path, id } : photo)),
      )
      note(path, undefined)
    } catch (cause) {
      note(path, toApiError(cause).message)
    }
  }
  const add = async (from: 'camera' | 'album') => {
    const paths = await choosePhotos(most - photos.length, from)
    if (paths.length === 0) return
    onChange([...photos, ...paths.map((path) => ({ path }))])
    await Promise.all(paths.map(upload))
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
            onPress={() => void (photo.id === undefined ? upload(photo.path) : show(photos, photo.path))}
            onRemove={() => {
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
  onPress: () => void
  onRemove: () => void
}

function PhotoCell({ photo, state, onPress, onRemove }: PhotoCellProps) {
  const isBroken = photo.id === undefined && typeof state !== 'number'
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
