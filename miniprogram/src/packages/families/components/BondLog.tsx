import { Image, View } from '@tarojs/components'
import { Section } from '../../../components/Section'
import { Timeline } from '../../../components/Timeline'
import { VoicePlayer } from '../../../components/VoicePlayer'
import { previewPhotos } from '../../../platform/preview'
import type { Bond } from '../../../services/families'
import { toMediaUrl } from '../../../services/mediaUrl'

/** Everything that happened to a bond; words and photos only for the elder and the staff. */
export function BondLog({ bond }: { bond: Bond }) {
  const entries = bond.log.map(({ words, ...entry }) => ({ ...entry, text: words }))
  return (
    <Section title="经过">
      <Timeline
        entries={entries}
        renderExtra={({ photos, voice }) => (
          <View className="stack-tight">
            {voice && <VoicePlayer url={toMediaUrl(voice.url)} />}
            {photos.length > 0 && (
              <View className="photos">
                {photos.map(({ id, url, thumbnailUrl }) => (
                  <Image
                    key={id}
                    className="photo-image"
                    src={toMediaUrl(thumbnailUrl ?? url)}
                    mode="aspectFill"
                    aria-label="照片，点开看大图"
                    onClick={() => void previewPhotos([toMediaUrl(url)], toMediaUrl(url))}
                  />
                ))}
              </View>
            )}
          </View>
        )}
      />
    </Section>
  )
}
