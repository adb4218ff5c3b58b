import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import { asks, forumLimits, type ForumBoard } from '@linli/shared/forum/forum'
import type { postContracts } from '@linli/shared/forum/post.contract'
import { findPostTransition, type PostAction } from '@linli/shared/forum/post.state'
import { randomUUID } from 'node:crypto'
import { Types, type Model } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { mostPostGrams, toBigrams } from '../../lib/bigrams'
import { dropUndefined } from '../../lib/dropUndefined'
import { fingerprint } from '../../lib/fingerprint'
import { isDuplicate } from '../../lib/isDuplicate'
import { makeTimedId } from '../../lib/timedIds'
import { attachMedia, changePhotos } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { readSubject } from '../needs/need.reroute'
import type { Actor } from '../users/actor'
import { assertForumAccess, assertMayWrite } from './forum.members'
import { canReadBoard, findForumAccess, listBoardVoices, listVoices, type Voice } from './forum.policy'
import { ForumPost, type ForumPostRecord, type WrittenRecord } from './post.model'
import { canReadPost, findPostParties, isAuthor, isOpenTo, isPostActionOpen } from './post.policy'
import { follow, unfollow } from './thread.follow'

type CreateBody = OutputOf<typeof postContracts.createPost.body>
type EditBody = OutputOf<typeof postContracts.editPost.body>

const dayMilliseconds = 24 * 60 * 60 * 1000
/** By what a post is found. */
const toPostGrams = (text: string, price: string | undefined): string[] =>
  toBigrams(`${text} ${price ?? ''}`, { most: mostPostGrams })

/** A post as this person may see it; whoever may see nothing of it is told there is none. */
export async function findReadablePost(actor: Actor, id: string): Promise<ForumPostRecord> {
  const post = await ForumPost.findOne({ _id: id }).lean<ForumPostRecord>()
  assertThat(post && canReadPost(actor, post), 'record.not_found')
  if (!isAuthor(actor, post)) assertForumAccess(actor, post.community)
  return post
}

/**
 * A post with what others say to it, which is the neighbours’: who wrote it and has moved away, or is verified here no
 * more, reads her own words and theirs no longer.
 * @throws AppError `forum.not_a_member`.
 */
export async function findReadableThread(actor: Actor, id: string): Promise<ForumPostRecord> {
  const post = await findReadablePost(actor, id)
  assertThat(canReadBoard(findForumAccess(actor, post.community), post.board), 'forum.not_a_member')
  return post
}

/** What whoever comes too late is told: where it stands now. */
export const describePresent = ({ state, version }: WrittenRecord) => ({ state, version })

/** @throws AppError `forum.changed_meanwhile` with what is there now. */
export async function refuseOvertaken<T extends WrittenRecord>(
  model: Model<T>,
  id: Types.ObjectId,
): Promise<never> {
  const written = model as unknown as Model<WrittenRecord>
  const now = await written.findOne({ _id: id }, { state: 1, version: 1 }).lean<WrittenRecord>()
  throw new AppError('forum.changed_meanwhile', now ? describePresent(now) : undefined)
}

/** @throws AppError `forum.not_now` in another state, `access.denied` for whoever it is not for. */
export function assertPartyMayAct(actor: Actor, action: PostAction, post: ForumPostRecord): void {
  const transition = findPostTransition(post.state, action)
  const parties = findPostParties(actor, post)
  assertThat(transition, 'forum.not_now', describePresent(post))
  assertThat(isOpenTo(actor, action, post), 'access.denied')
  assertThat(
    transition.by.some((party) => parties.includes(party)),
    'access.denied',
  )
}

/** The same, and that it is not done already, nor shut by something set on the post. */
export function assertMayActOnPost(actor: Actor, action: PostAction, post: ForumPostRecord): void {
  assertPartyMayAct(actor, action, post)
  assertThat((action !== 'comment' && action !== 'edit') || !post.isLocked, 'forum.locked')
  assertThat(isPostActionOpen(action, post), 'forum.not_now', describePresent(post))
}

function assertBoardIsOpen(actor: Actor, community: string, board: ForumBoard, voice: Voice): void {
  const voices = listBoardVoices(listVoices(actor, community), board)
  assertThat(
    voices.some(({ as }) => as === voice.as),
    'forum.board_closed',
  )
}

async function assertNotTooMany(actor: Actor, now: Date): Promise<void> {
  const since = Types.ObjectId.createFromTime(Math.floor((now.getTime() - dayMilliseconds) / 1000))
  const written = await ForumPost.find({ authorId: actor.userId, _id: { $gte: since } }, { _id: 1 })
    .limit(forumLimits.postsPerDay)
    .lean()
  assertThat(written.length < forumLimits.postsPerDay, 'forum.too_many_today')
}

/** What posts and comments are born with. */
export function makeWritten(actor: Actor, voice: Voice, community: string, press: Press, deps: Deps) {
  const now = deps.clock.now()
  const { district, street } = placeOf(community)
  return {
    _id: makeTimedId(now),
    ...dropUndefined({
      district,
      street,
      unitId: voice.unitId === undefined ? undefined : new Types.ObjectId(voice.unitId),
      voiceName: voice.name,
    }),
    community,
    authorId: new Types.ObjectId(actor.userId),
    as: voice.as,
    isOfficial: voice.isOfficial,
    state: 'checking' as const,
    edition: 1,
    version: 1,
    ...press,
    createdAt: now,
  }
}

/** By what one press is known again. */
interface Press {
  requestKey: string
  fingerprint: string
}

/** A person's keys never meet another's. */
export const toPress = (actor: Actor, requestKey: string | undefined, body: object): Press => ({
  requestKey: `${actor.userId}:${requestKey ?? randomUUID()}`,
  fingerprint: fingerprint(body),
})

/**
 * What the same press has made before.
 * @throws AppError `request.already_done` when the key comes again with other words.
 */
export async function findMade<T extends WrittenRecord>(
  model: Model<T>,
  press: Press,
): Promise<T | undefined> {
  const written = model as unknown as Model<WrittenRecord>
  const made = await written.findOne({ requestKey: press.requestKey }).lean<WrittenRecord>()
  assertThat(!made || made.fingerprint === press.fingerprint, 'request.already_done')
  return (made ?? undefined) as T | undefined
}

/**
 * Publishes a post: others read it after the check. The same press sent again is the same post, whatever has changed
 * for its author since.
 */
export async function createPost(
  actor: Actor,
  body: CreateBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<ForumPostRecord> {
  const press = toPress(actor, requestKey, body)
  const earlier = await findMade(ForumPost, press)
  if (earlier) return earlier
  const { community, board, as, unitId, text, price, place, subject, photoIds, voiceId } = body
  const voice = await assertMayWrite(actor, { community, as, unitId, texts: [text, price, place] }, deps)
  assertBoardIsOpen(actor, community, board, voice)
  await assertNotTooMany(actor, deps.clock.now())
  const written = makeWritten(actor, voice, community, press, deps)
  const files = [...photoIds, ...(voiceId === undefined ? [] : [voiceId])]
  const target = { kind: 'forumPost', id: written._id.toString(), requestKey }
  const about = subject && (await readSubject(subject))
  const post = {
    ...written,
    ...dropUndefined({ price, place }),
    ...(about ? { subject: { kind: about.kind, id: about.id } } : {}),
    board,
    text,
    media: await attachMedia(actor, files, target, deps),
    isLocked: false,
    isAnswered: false,
    isQuestion: asks(text),
    hasOfficialAnswer: false,
    bigrams: toPostGrams(text, price),
    outbox: [makeOutboxEntry('post.written', {}, deps)],
    hasOutbox: true,
  } satisfies ForumPostRecord
  // First of all: after a crash the resend finds the post made, and its author would hear of no answer.
  await follow(post._id, actor.userId, deps)
  try {
    await ForumPost.create(post)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await unfollow(post._id, actor.userId)
    const first = await findMade(ForumPost, press)
    assertThat(first, 'request.retry')
    await attachMedia(actor, files, { ...target, id: first._id.toString() }, deps)
    return first
  }
  kickOutbox(ForumPost)
  return post
}

const listPhotoIds = ({ media }: ForumPostRecord): string[] =>
  media.flatMap(({ kind, id }) => (kind === 'photo' ? [id] : []))

/** The same words and photos sent again, because the answer was lost, are the same edit. */
const isWritten = (post: ForumPostRecord, { version, text, price, place, photoIds }: EditBody): boolean =>
  post.version > version &&
  post.edition > 1 &&
  post.text === text &&
  (price === undefined || post.price === (price ?? undefined)) &&
  (place === undefined || post.place === (place ?? undefined)) &&
  (photoIds === undefined || listPhotoIds(post).join() === photoIds.join())

/** New words and photos: others read them after the check, until then nothing. The old ones stay with the moderators. */
export async function editPost(
  actor: Actor,
  id: string,
  { version, text, price, place, photoIds }: EditBody,
  deps: Deps,
): Promise<ForumPostRecord> {
  const post = await findReadablePost(actor, id)
  assertPartyMayAct(actor, 'edit', post)
  if (isWritten(post, { version, text, price, place, photoIds })) return post
  assertMayActOnPost(actor, 'edit', post)
  const { community, as, unitId } = post
  await assertMayWrite(
    actor,
    { community, as, unitId: unitId?.toString(), texts: [text, price, place] },
    deps,
  )
  assertThat(post.edition < forumLimits.edits, 'forum.too_many_edits')
  const media = photoIds && (await changePhotos(actor, post.media, photoIds, { kind: 'forumPost', id }, deps))
  const cleared = [...(price === null ? ['price'] : []), ...(place === null ? ['place'] : [])]
  const { modifiedCount } = await ForumPost.updateOne(
    { _id: id, state: post.state, version },
    {
      $set: {
        text,
        ...(media ? { media } : {}),
        isQuestion: asks(text),
        ...(typeof price === 'string' ? { price } : {}),
        ...(typeof place === 'string' ? { place } : {}),
        bigrams: toPostGrams(text, price === undefined ? post.price : (price ?? undefined)),
        state: 'checking',
        edition: post.edition + 1,
        editedAt: deps.clock.now(),
        hasOutbox: true,
      },
      ...(cleared.length > 0 ? { $unset: Object.fromEntries(cleared.map((field) => [field, 1])) } : {}),
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('post.written', {}, deps) },
    },
  )
  if (modifiedCount === 0) await refuseOvertaken(ForumPost, post._id)
  kickOutbox(ForumPost)
  return findReadablePost(actor, id)
}

/** Gone for everybody at once; the originals stay with the moderators only. Pressed twice it is gone once. */
export async function deletePost(actor: Actor, id: string, deps: Deps): Promise<void> {
  const post = await ForumPost.findOne({ _id: id }).lean<ForumPostRecord>()
  assertThat(post && (isAuthor(actor, post) || canReadPost(actor, post)), 'record.not_found')
  if (isAuthor(actor, post) && post.state === 'deleted') return
  assertMayActOnPost(actor, 'delete', post)
  await erasePost(post, deps)
}

/** Takes the words away and closes what waits for a decision about them. */
export async function erasePost(post: ForumPostRecord, deps: Deps): Promise<void> {
  await ForumPost.updateOne(
    { _id: post._id },
    {
      $set: { state: 'deleted', text: '', media: [], bigrams: [], hasOutbox: true },
      $unset: { price: 1, place: 1, pinnedAt: 1, needOffer: 1, subject: 1 },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('post.written', {}, deps) },
    },
  )
  kickOutbox(ForumPost)
}
