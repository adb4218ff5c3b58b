import type { OutputOf } from '@linli/shared/contract'
import type { MotionAction } from '@linli/shared/deliberation/motion.state'
import type { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { attachMedia, type MediaSnapshot } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { assertMayWrite } from '../forum/forum.members'
import { isAuthor } from '../forum/post.policy'
import { findMade, makeWritten, toPress } from '../forum/post.service'
import type { Actor } from '../users/actor'
import { readDeliberationSettings } from './deliberationSettings.service'
import { moveMotion } from './motion.change'
import { computeDue, findDueMotionStep } from './motion.clock'
import { Motion, stageFields, type MotionEntry, type MotionRecord } from './motion.model'
import { canReadDeliberation, canReadMotion, findRefusal, isSecretary } from './motion.policy'
import { freeSlot, takeSlot } from './motion.slots'
import { linkSource, readSource } from './motion.source'

type CreateBody = OutputOf<typeof motionContracts.createMotion.body>
type ActBody = OutputOf<typeof motionContracts.actOnMotion.body>

/** A motion as this person may see it; whoever may see nothing of it is told there is none. */
export async function findReadableMotion(actor: Actor, id: string): Promise<MotionRecord> {
  const motion = await Motion.findOne({ _id: id }).lean<MotionRecord>()
  assertThat(motion && canReadMotion(actor, motion), 'record.not_found')
  return motion
}

/**
 * A motion with what others say to it, which is the neighbours’: who raised it and has moved away, or is verified here no
 * more, reads her own words and theirs no longer.
 * @throws AppError `forum.not_a_member`.
 */
export async function findOpenMotion(actor: Actor, id: string): Promise<MotionRecord> {
  const motion = await findReadableMotion(actor, id)
  assertThat(canReadDeliberation(actor, motion.community), 'forum.not_a_member')
  return motion
}

/** @throws AppError 403 when this person never may, 409 with the present state when not now. */
export function assertMayActOnMotion(
  actor: Actor,
  action: MotionAction,
  motion: MotionRecord,
  isCoSigned: boolean,
): void {
  const refusal = findRefusal(actor, action, motion, isCoSigned)
  if (refusal) throw new AppError(refusal, { state: motion.stage, version: motion.version })
}

export const residentAuthor = (actor: Actor): MotionEntry['by'] => ({
  userId: new Types.ObjectId(actor.userId),
  kind: 'resident',
  name: '提议人',
})

/** Who acts for the community or the street, as the history names them. */
export function nameStaff(actor: Actor, { community, street }: Pick<MotionRecord, 'community' | 'street'>) {
  const membership = actor.memberships.find(({ areaCode }) => areaCode === community || areaCode === street)
  return {
    userId: new Types.ObjectId(actor.userId),
    kind: 'staff' as const,
    name: membership?.name ?? '社区',
  }
}

async function storeMotion(
  motion: MotionRecord,
  actor: Actor,
  press: { requestKey: string; fingerprint: string },
  attach: (id: Types.ObjectId) => Promise<MediaSnapshot[]>,
): Promise<{ motion: MotionRecord; isNew: boolean }> {
  try {
    await Motion.create(motion)
    return { motion, isNew: true }
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await freeSlot(motion._id)
    const first = await findMade(Motion, press)
    assertThat(first && isAuthor(actor, first), 'request.retry')
    await attach(first._id)
    return { motion: first, isNew: false }
  }
}

/**
 * Raises a motion: others read and sign it after the check, and its author stands behind it from the beginning. The
 * same press sent again is the same motion.
 */
export async function createMotion(
  actor: Actor,
  body: CreateBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<MotionRecord> {
  const press = toPress(actor, requestKey, body)
  const earlier = await findMade(Motion, press)
  if (earlier) return earlier
  const { community, title, text, photoIds, from } = body
  const voice = await assertMayWrite(actor, { community, as: 'resident', texts: [title, text] }, deps)
  const settings = await readDeliberationSettings(community)
  const source = from && (await readSource(actor, community, from))
  const now = deps.clock.now()
  const written = makeWritten(actor, voice, community, press, deps)
  const attach = (id: Types.ObjectId) =>
    attachMedia(actor, photoIds, { kind: 'forumMotion', id: id.toString(), requestKey }, deps)
  try {
    await takeSlot(actor, written._id, settings.openPerPerson, now)
    const dueBy = computeDue('gathering', settings, now)
    const clock = {
      ...{ stage: 'gathering' as const, stageSince: now, unreadSince: now },
      ...(dueBy ? { dueBy } : {}),
    }
    const checkAt = findDueMotionStep(clock)?.at
    const motion: MotionRecord = {
      ...written,
      ...stageFields('gathering'),
      ...clock,
      ...(checkAt ? { checkAt } : {}),
      title,
      text,
      media: [...(await attach(written._id)), ...((await source?.copy(written._id, deps)) ?? [])],
      threshold: settings.coSigners,
      counts: { coSigners: 0, adults: 0, households: 0, for: 0, against: 0 },
      ...(isSecretary(actor, community) ? { goesAbove: true } : {}),
      ...(source ? { source: source.stored } : {}),
      history: [
        {
          id: new Types.ObjectId().toString(),
          at: now,
          action: 'raise',
          from: 'gathering',
          to: 'gathering',
          by: residentAuthor(actor),
        },
      ],
      outbox: [makeOutboxEntry('motion.written', {}, deps)],
      hasOutbox: true,
    }
    const stored = await storeMotion(motion, actor, press, attach)
    if (source && stored.isNew) await linkSource(stored.motion, deps)
    kickOutbox(Motion)
    return stored.motion
  } catch (error) {
    // Also where the database was lost: the same press, sent again, must find its place free.
    if (!(await Motion.exists({ _id: written._id }))) await freeSlot(written._id)
    throw error
  }
}

/** The same press, resent after its answer was lost: it is done already. */
function isDoneBy(actor: Actor, { history, mergedInto }: MotionRecord, body: ActBody): boolean {
  const last = history.at(-1)
  if (last?.action !== body.action || last.by.userId.toString() !== actor.userId) return false
  return body.action !== 'merge' || mergedInto?.toString() === body.intoId
}

/** Where a merged motion goes on: neither what was answered or turned down, where the ten of it would be buried. */
const joinable: readonly MotionRecord['stage'][] = ['gathering', 'submitted', 'scheduled', 'accepted']

async function findTarget(motion: MotionRecord, intoId: string): Promise<MotionRecord> {
  const into = await Motion.findOne({ _id: intoId }).lean<MotionRecord>()
  const isOpenToMore =
    into?.state === 'visible' &&
    into.community === motion.community &&
    !into._id.equals(motion._id) &&
    joinable.includes(into.stage)
  assertThat(into && isOpenToMore, 'motion.cannot_merge')
  return into
}

/** What the community, the street or its author does. Exactly one of two who press at once wins. */
export async function actOnMotion(
  actor: Actor,
  id: string,
  body: ActBody,
  deps: Deps,
): Promise<MotionRecord> {
  const seen = await findReadableMotion(actor, id)
  const moved = await moveMotion(
    seen._id,
    async (motion) => {
      if (isDoneBy(actor, motion, body)) return undefined
      assertMayActOnMotion(actor, body.action, motion, false)
      switch (body.action) {
        case 'withdraw':
          return { action: 'withdraw', to: 'withdrawn', by: residentAuthor(actor) }
        case 'accept':
          return { action: 'accept', to: 'accepted', by: nameStaff(actor, motion), text: body.text }
        case 'merge': {
          const into = await findTarget(motion, body.intoId)
          const by = nameStaff(actor, motion)
          return { action: 'merge', to: 'merged', by, text: body.text, set: { mergedInto: into._id }, into }
        }
        case 'answer': {
          const by = nameStaff(actor, motion)
          const answer = { text: body.text, at: deps.clock.now(), by: by.name }
          return { action: 'answer', to: 'answered', by, text: body.text, set: { answer } }
        }
      }
    },
    deps,
  )
  assertThat(moved, 'record.not_found')
  if (body.action === 'withdraw' && moved.state !== 'visible') await eraseMotion(moved, deps)
  return (await Motion.findOne({ _id: id }).lean<MotionRecord>()) ?? moved
}

/** Takes the words away and closes what waits for a decision about them. Repeatable. */
export async function eraseMotion(motion: MotionRecord, deps: Deps): Promise<void> {
  await Motion.updateOne(
    { _id: motion._id },
    {
      $set: { state: 'deleted', title: '已删除的议题', text: '', media: [], hasOutbox: true },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('motion.written', {}, deps) },
    },
  )
  kickOutbox(Motion)
  await freeSlot(motion._id)
}
