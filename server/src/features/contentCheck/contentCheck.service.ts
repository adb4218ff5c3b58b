import type { Place } from '@linli/shared/areas/areas'
import { contentLimits, type WatchReason } from '@linli/shared/contentCheck/contentCheck'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { PushEvent } from '../../integrations/wechat/push.event'
import { checkScenes, type CheckScene } from '../../integrations/wechat/wechat.port'
import { fieldAad } from '../../lib/fieldCrypto'
import { groupCalls } from '../../lib/groupCalls'
import { createSignal } from '../../lib/signal'
import { insertMissing } from '../messages/insertMissing'
import { Media } from '../media/media.model'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { MediaVerdict } from './mediaVerdict.model'
import { findReviewArea } from './reviewArea'

const minute = 60_000

/** Fires when there is something to check; losing it is harmless, the job looks by itself. */
export const contentCheckWanted = createSignal()

export interface ContentToCheck {
  /**
   * What is checked. `field` names the piece of writing and its edition: a changed text is a new field, such as
   * `words:2`, so that the verdict on the old one cannot pass the new one.
   */
  subject: { kind: string; id: string; field: string }
  /** The author. */
  userId: string
  place: Place
  texts: string[]
  mediaIds: string[]
  /** Whom it is about, where it is about somebody: she neither sees nor decides the review. */
  subjectUserId?: string | undefined
  /** Others who must not decide on it, such as all who work in a unit it is about; see users/hiddenRecords. */
  barredUserIds?: readonly string[]
  /** The words before may be about those who work at the community's desk: the level above goes on looking. */
  isAboutDesk?: boolean
  /** When the author sits at the desk, the level above decides; for what neighbours read, not for work. */
  isAuthorBarred?: boolean
  /** Why a person sees it first, whatever WeChat says. */
  watch?: WatchReason | undefined
  /** Default: a comment. */
  scene?: CheckScene
  /** Where the author's message leads: a page of the mini program with its query. */
  page?: string
}

const textsAad = (id: Types.ObjectId): string => fieldAad('contentchecks', id, 'texts')

/** `kind:id:field`, by which a check is found again. */
export const checkKeyOf = ({ kind, id, field }: ContentToCheck['subject']): string => `${kind}:${id}:${field}`

/** What is asked about together goes in together. */
const insertInGroup = groupCalls((checks: readonly object[]) => insertMissing(ContentCheck, checks), {
  size: 64,
  atOnce: 2,
})

/** The original words of a check. */
export function openTexts(check: StoredContentCheck, { crypto }: Pick<Deps, 'crypto'>): string[] {
  return check.texts == null ? [] : (JSON.parse(crypto.decrypt(check.texts, textsAad(check._id))) as string[])
}

/** Who must not decide on it. */
const listBarred = ({
  subjectUserId,
  barredUserIds = [],
  isAuthorBarred,
  userId,
}: ContentToCheck): string[] => [
  ...barredUserIds,
  ...(subjectUserId === undefined ? [] : [subjectUserId]),
  ...(isAuthorBarred ? [userId] : []),
]

async function readCheckedMedia(mediaIds: readonly string[]) {
  if (mediaIds.length === 0) return []
  const rows = await Media.find({ _id: { $in: mediaIds } }, { kind: 1, mustReview: 1 }).lean()
  const files = rows.map(({ _id, kind, mustReview }) => ({ mediaId: _id, kind, mustReview }))
  // In the order in which they stand in what was written.
  const placeOf = ({ mediaId }: (typeof files)[number]): number => mediaIds.indexOf(mediaId.toString())
  return files.sort((a, b) => placeOf(a) - placeOf(b))
}

/**
 * Asks for a piece of writing to be checked before other residents see it. Call it from the outbox or a job after
 * the change, never in the request; asking again for the same field does nothing. With neither words nor files
 * there is nothing to check and nobody is told. The result comes through `onContentDecided`.
 */
export async function checkContent(content: ContentToCheck, deps: Deps): Promise<void> {
  const texts = content.texts.filter((text) => text.trim() !== '')
  const media = await readCheckedMedia(content.mediaIds)
  if (texts.length === 0 && media.length === 0) return
  const { subject, place, subjectUserId } = content
  const now = deps.clock.now()
  const _id = new Types.ObjectId(Types.ObjectId.generate(Math.floor(now.getTime() / 1000)))
  const check = new ContentCheck({
    _id,
    key: checkKeyOf(subject),
    subjectKind: subject.kind,
    subjectId: subject.id,
    field: subject.field,
    page: content.page ?? 'pages/messages/index',
    userId: content.userId,
    ...(subjectUserId === undefined ? {} : { aboutUserId: subjectUserId }),
    scene: content.scene ?? checkScenes.comment,
    ...(texts.length === 0 ? {} : { texts: deps.crypto.encrypt(JSON.stringify(texts), textsAad(_id)) }),
    media,
    ...place,
    ...(content.isAuthorBarred ? { isAuthorBarred: true } : {}),
    ...(content.watch ? { watch: content.watch } : {}),
    ...(content.isAboutDesk ? { isAboutDesk: true } : {}),
    reviewArea: await findReviewArea(
      content.isAboutDesk ? { ...place, community: undefined } : place,
      listBarred(content),
      now,
    ),
    requestedAt: now,
    dueAt: new Date(now.getTime() + contentLimits.answerMinutes * minute),
    nextAt: now,
  })
  await check.validate()
  if (!(await insertInGroup(check.toObject()))) return
  const mediaIds = media.map(({ mediaId }) => mediaId)
  if (mediaIds.length > 0)
    await Media.updateMany({ _id: { $in: mediaIds }, check: 'none' }, { $set: { check: 'pending' } })
  contentCheckWanted.send()
}

/** Takes the words of all checks of a record away, whoever wrote them; what was decided stays. */
export async function forgetCheckedWords(kind: string, id: string): Promise<void> {
  await ContentCheck.updateMany(
    // All fields of the record, by the index of the key: ';' follows ':'.
    { key: { $gte: `${kind}:${id}:`, $lt: `${kind}:${id};` } },
    { $unset: { texts: 1, appeal: 1 } },
  )
}

/**
 * Takes WeChat's verdict on a file. The first one under a number stands; a second, a late or an unknown one
 * changes nothing. It only wakes the check, which a job finishes.
 */
export async function takeMediaVerdict(
  event: Extract<PushEvent, { kind: 'mediaChecked' }>,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  const now = deps.clock.now()
  await insertMissing(MediaVerdict, [
    {
      traceId: event.traceId,
      verdict: event.verdict,
      ...(event.label === undefined ? {} : { label: event.label }),
      receivedAt: now,
    },
  ])
  const woken = await ContentCheck.updateOne(
    { 'media.traceId': event.traceId, state: 'pending' },
    { $min: { nextAt: now } },
  )
  if (woken.modifiedCount > 0) contentCheckWanted.send()
}
