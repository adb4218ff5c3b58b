import { Image, Text, View } from '@tarojs/components'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { Pressable } from '../../../../components/Pressable'
import { VoicePlayer } from '../../../../components/VoicePlayer'
import { useNow } from '../../../../hooks/useNow'
import { previewPhotos } from '../../../../platform/preview'
import { toMediaUrl } from '../../../../services/mediaUrl'
import { decideReview, type Review, type ReviewDecision } from '../../../../services/reviews'
import { describeMoment } from '../../../../services/time'

interface ReviewDetailProps {
  review: Review
  onDone: (message: string) => void
}

const pass: ActionSpec<'pass'> = {
  action: 'pass',
  text: '可以公开',
  icon: 'check',
  ask: {
    explain: '通过后，可以看这件事的人就能看到。作者会收到消息。',
    text: { label: '说明（可以不写）', most: 300 },
  },
}
const hide: ActionSpec<'hide'> = {
  action: 'hide',
  text: '不公开',
  kind: 'danger',
  ask: {
    explain: '不公开后，只有作者、工作人员和办这件事的人能看到，办事不受影响。',
    text: { label: '为什么不公开', audience: '作者', isRequired: true, most: 300 },
    isDanger: true,
  },
}

/** One piece in full with why it is here, and the decision. */
export function ReviewDetail({ review, onDone }: ReviewDetailProps) {
  const now = useNow()
  const { id, version, state, texts, media, reasons, authorName, requestedAt, decision } = review
  const decide = async (action: 'pass' | 'hide', text: string | undefined) => {
    await decideReview(id, toDecision(action, text, version))
    onDone(action === 'pass' ? '已通过，作者会收到消息。' : '已设为不公开，原因发给了作者。')
  }
  return (
    <Card>
      <View className="stack">
        {texts.map((text) => (
          <Text key={text} className="text-block">
            {text}
          </Text>
        ))}
        <ReviewMedia media={media} />
        <FactList
          facts={[
            { label: '谁写的', value: authorName },
            { label: '什么时候', value: describeMoment(requestedAt, now) },
            { label: '为什么要看', value: reasons.map(({ message }) => message).join('；') },
            {
              label: '之前的决定',
              value:
                decision &&
                `${decision.by}，${describeMoment(decision.at, now)}${decision.reason === undefined ? '' : `：${decision.reason}`}`,
            },
          ]}
        />
        <ActionBar
          actions={state === 'hidden' ? [pass] : [pass, hide]}
          formKey={`review:${id}`}
          onAct={(action, { text }) => decide(action, text)}
        />
      </View>
    </Card>
  )
}

function toDecision(action: 'pass' | 'hide', text: string | undefined, version: number): ReviewDecision {
  if (action === 'hide') return { decision: 'hide', reason: text ?? '', version }
  return { decision: 'pass', version, ...(text === undefined ? {} : { reason: text }) }
}

function ReviewMedia({ media }: { media: Review['media'] }) {
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
        .filter(({ kind }) => kind !== 'photo')
        .map(({ id, url, seconds }) => (
          <VoicePlayer key={id} url={toMediaUrl(url)} seconds={seconds} />
        ))}
    </>
  )
}
