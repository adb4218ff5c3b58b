import { findMotionTransition } from '@linli/shared/deliberation/motion.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { makeTimedId } from '../../lib/timedIds'
import { insertMissing } from '../messages/insertMissing'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { CoSignature, type CoSignatureRecord } from './coSignature.model'
import { noteHouseholds, recountMotion } from './motion.counts'
import { Motion, type MotionRecord } from './motion.model'
import { readStanding, readStandings } from './register.standing'
import { assertMayActOnMotion, findReadableMotion } from './motion.service'

type Signer = Pick<Actor, 'userId' | 'personId'>

/** One person signs once, by whatever account; whom the register does not know, once by account. */
export const signatureKeyOf = (motionId: { toString(): string }, { userId, personId }: Signer): string =>
  `${motionId.toString()}:${personId ?? `account-${userId}`}`

/** Those under which the person may have signed: before the account was found in the register, and since. */
const listKeys = (motionId: Types.ObjectId, { userId, personId }: Signer): string[] => [
  signatureKeyOf(motionId, { userId }),
  ...(personId === undefined ? [] : [signatureKeyOf(motionId, { userId, personId })]),
]

/** By whatever key: before the account was found in the register, since, or by one that was merged into it. */
async function listSignatures(
  motionIds: readonly Types.ObjectId[],
  signer: Signer,
): Promise<Pick<CoSignatureRecord, '_id' | 'key' | 'motionId' | 'isOn'>[]> {
  const fields = { key: 1, motionId: 1, isOn: 1 } as const
  const keys = motionIds.flatMap((id) => listKeys(id, signer))
  const byKey = await CoSignature.find({ key: { $in: keys } }, fields).lean()
  const byAccount = await CoSignature.find(
    { userId: signer.userId, motionId: { $in: motionIds } },
    fields,
  ).lean()
  return [...new Map([...byKey, ...byAccount].map((row) => [row.key, row])).values()]
}

async function findOwn(motionId: Types.ObjectId, signer: Signer) {
  const rows = await listSignatures([motionId], signer)
  return rows.find(({ isOn }) => isOn) ?? rows[0]
}

/** Which of these motions the person stands behind. */
export async function readSigned(motionIds: readonly Types.ObjectId[], signer: Signer): Promise<Set<string>> {
  if (motionIds.length === 0) return new Set()
  const rows = await listSignatures(motionIds, signer)
  return new Set(rows.filter(({ isOn }) => isOn).map(({ motionId }) => motionId.toString()))
}

/** A signature in force, from the author too, who stands behind it from the beginning. */
export async function writeSignature(
  motion: Pick<MotionRecord, '_id' | 'community'>,
  signer: Signer,
  deps: Deps,
): Promise<void> {
  const now = deps.clock.now()
  const outbox = makeOutboxEntry('motion.coSigned', {}, deps)
  const personId = signer.personId === undefined ? undefined : new Types.ObjectId(signer.personId)
  const state = { ...dropUndefined({ personId }), isOn: true, at: now, hasOutbox: true }
  const own = await findOwn(motion._id, signer)
  const key = own?.key ?? signatureKeyOf(motion._id, signer)
  const made = {
    _id: makeTimedId(now),
    key,
    motionId: motion._id,
    community: motion.community,
    userId: new Types.ObjectId(signer.userId),
    ...state,
    outbox: [outbox],
  }
  const [isNew] = own ? [false] : await insertMissing(CoSignature, [made])
  if (!isNew) await CoSignature.updateOne({ key, isOn: false }, { $set: state, $push: { outbox } })
  const { householdId } = await readStanding(signer.personId, motion.community, deps)
  if (householdId) await noteHouseholds(motion, [householdId])
}

async function takeBack(motion: MotionRecord, signer: Signer, deps: Deps): Promise<void> {
  const own = await listSignatures([motion._id], signer)
  await CoSignature.updateMany(
    { _id: { $in: own.map(({ _id }) => _id) }, isOn: true },
    {
      $set: { isOn: false, at: deps.clock.now(), hasOutbox: true },
      $push: { outbox: makeOutboxEntry('motion.takenBack', {}, deps) },
    },
  )
}

/** Of all but its author: its words have changed, and they may sign again. */
export async function takeBackOthers({ _id, authorId }: MotionRecord, deps: Deps): Promise<void> {
  const rows = await CoSignature.find({ motionId: _id, isOn: true }, { userId: 1 }).lean<
    Pick<CoSignatureRecord, '_id' | 'userId'>[]
  >()
  const others = rows.filter(({ userId }) => !userId.equals(authorId)).map((row) => row._id)
  if (others.length === 0) return
  await CoSignature.updateMany({ _id: { $in: others } }, { $set: { isOn: false, at: deps.clock.now() } })
  await recountMotion(_id, deps)
}

/**
 * Stands behind a motion, or no longer; pressed twice it is once. Asks no mute: that is for words, not for a vote.
 * @throws AppError `motion.not_now` once it is decided, `motion.changed_meanwhile` when its words were changed, also when that happened
 *   in the same moment.
 */
export async function coSignMotion(
  actor: Actor,
  id: string,
  isOn: boolean,
  deps: Deps,
): Promise<MotionRecord> {
  const motion = await findReadableMotion(actor, id)
  const isSigned = (await findOwn(motion._id, actor))?.isOn === true
  if (isSigned === isOn) return motion
  const action = isOn ? 'coSign' : 'takeBack'
  assertMayActOnMotion(actor, action, motion, isSigned)
  if (isOn) await writeSignature(motion, actor, deps)
  else await takeBack(motion, actor, deps)
  const after = await Motion.findOne({ _id: motion._id }).lean<MotionRecord>()
  if (isOn && !(after && findMotionTransition(after.stage, action))) {
    // It was decided in between: a signature that comes too late is none.
    await takeBack(motion, actor, deps)
    throw new AppError('motion.not_now', { state: after?.stage })
  }
  if (isOn && after?.edition !== motion.edition) {
    // Other words than those that were signed.
    await takeBack(motion, actor, deps)
    throw new AppError('motion.changed_meanwhile', after && { state: after.stage, version: after.version })
  }
  kickOutbox(CoSignature)
  await recountMotion(motion._id, deps)
  const counted = await Motion.findOne({ _id: motion._id }).lean<MotionRecord>()
  assertThat(counted, 'record.not_found')
  return counted
}

const mostCarried = 10_000

/**
 * Who stood behind a motion stands behind the one it was merged into, so that nothing is lost by merging; each is told
 * and may take it back there. Repeatable.
 */
export async function carrySignatures(from: MotionRecord, into: MotionRecord, deps: Deps): Promise<void> {
  const rows = await CoSignature.find({ motionId: from._id, isOn: true })
    .limit(mostCarried)
    .lean<CoSignatureRecord[]>()
  const now = deps.clock.now()
  const carried = rows
    .filter(({ userId }) => !userId.equals(into.authorId))
    .map(({ userId, personId, community }) => ({
      _id: makeTimedId(now),
      key: signatureKeyOf(into._id, {
        userId: userId.toString(),
        ...(personId ? { personId: personId.toString() } : {}),
      }),
      motionId: into._id,
      community,
      userId,
      ...dropUndefined({ personId }),
      isOn: true,
      at: now,
      outbox: [],
    }))
  await insertMissing(CoSignature, carried)
  const ids = rows.flatMap(({ personId }) => personId ?? [])
  const standings = await readStandings(ids, into.community, deps)
  await noteHouseholds(
    into,
    [...standings.values()].flatMap(({ householdId }) => householdId ?? []),
  )
  await recountMotion(into._id, deps)
}

/** The accounts behind a motion, for what they are told. At most 5,000. */
export async function listCoSigners(motionId: Types.ObjectId): Promise<string[]> {
  const rows = await CoSignature.find({ motionId, isOn: true }, { userId: 1 })
    .limit(5000)
    .lean<Pick<CoSignatureRecord, 'userId'>[]>()
  return rows.map(({ userId }) => userId.toString())
}
