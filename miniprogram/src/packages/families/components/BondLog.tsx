import { View } from '@tarojs/components'
import { Photos } from '../../../components/Photos'
import { Section } from '../../../components/Section'
import { Timeline } from '../../../components/Timeline'
import { VoicePlayer } from '../../../components/VoicePlayer'
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
            <Photos photos={photos} />
          </View>
        )}
      />
    </Section>
  )
}
