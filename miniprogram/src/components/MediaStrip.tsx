import { Image, View } from '@tarojs/components'
import { previewPhotos } from '../platform/preview'
import { toMediaUrl } from '../services/mediaUrl'
import { Pressable } from './Pressable'
import { VoicePlayer } from './VoicePlayer'

interface MediaStripProps {
  media: readonly {
    id: string
    kind: 'photo' | 'voice'
    url: string
    thumbnailUrl?: string | undefined
    seconds?: number | undefined
  }[]
}

/** Photos to be opened, and recordings to be heard. */
export function MediaStrip({ media }: MediaStripProps) {
  const photos = media.filter(({ kind }) => kind === 'photo')
  const urls = photos.map(({ url }) => toMediaUrl(url))
  return (
    <>
      {photos.length > 0 && (
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
      )}
      {media
        .filter(({ kind }) => kind === 'voice')
        .map(({ id, url, seconds }) => (
          <VoicePlayer key={id} url={toMediaUrl(url)} seconds={seconds} />
        ))}
    </>
  )
}
