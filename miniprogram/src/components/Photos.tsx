import { Image, View } from '@tarojs/components'
import { previewPhotos } from '../platform/preview'
import { toMediaUrl } from '../services/mediaUrl'
import { Pressable } from './Pressable'

interface PhotosProps {
  photos: readonly { id: string; url: string; thumbnailUrl?: string | undefined }[]
}

/** Small pictures side by side, each to be opened large; nothing where there are none. */
export function Photos({ photos }: PhotosProps) {
  if (photos.length === 0) return null
  const urls = photos.map(({ url }) => toMediaUrl(url))
  return (
    <View className="photos">
      {photos.map(({ id, url, thumbnailUrl }) => (
        <Pressable
          key={id}
          className="photo"
          label="看大图"
          onPress={() => void previewPhotos(urls, toMediaUrl(url))}
        >
          <Image className="photo-image" src={toMediaUrl(thumbnailUrl ?? url)} mode="aspectFill" />
        </Pressable>
      ))}
    </View>
  )
}
