import { toMediaUrl } from '../services/mediaUrl'
import { Photos } from './Photos'
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
  return (
    <>
      <Photos photos={media.filter(({ kind }) => kind === 'photo')} />
      {media
        .filter(({ kind }) => kind === 'voice')
        .map(({ id, url, seconds }) => (
          <VoicePlayer key={id} url={toMediaUrl(url)} seconds={seconds} />
        ))}
    </>
  )
}
