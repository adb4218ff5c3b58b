import { errors } from '@linli/shared/errors'
import type { OutputOf } from '@linli/shared/contract'
import type { mergeContracts } from '@linli/shared/register/merge.contract'
import { areaLevelOf, placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { findMembershipOver, type Actor } from '../users/actor'
import { findMergeHindrance, isShown, mayMerge, readPair, type MergePair } from './merge.check'
import { sealMergeDetails } from './merge.details'
import { findDoubles } from './merge.doubles'
import { followMergeAtOnce } from './merge.follow'
import { PersonMerge, type PersonMergeRecord } from './merge.model'
import { describeMerge } from './merge.words'
import { authorOf, writeMergeOnce } from './merge.write'
import { findPresentId } from './person.alias'
import { followAtOnce } from './person.outbox'
import { Person, type PersonDocument } from './person.model'
import { canKeepPeople } from './register.policy'

type Pair = Pick<OutputOf<typeof mergeContracts.proposeMerge.body>, 'keptId' | 'goneId'>

export const readPerson = (_id: string | Types.ObjectId): Promise<PersonDocument | null> =>
  Person.findOne({ _id }).lean<PersonDocument | null>()
const readMerge = (_id: string | Types.ObjectId): Promise<PersonMergeRecord | null> =>
  PersonMerge.findOne({ _id }).lean<PersonMergeRecord | null>()

/** @throws AppError `person.merged_already` where one of them has become part of another that the actor keeps. */
async function assertNotMerged(actor: Actor, { keptId, goneId }: Pair): Promise<void> {
  for (const id of [keptId, goneId]) {
    const present = await findPresentId(id)
    const person = present === id ? null : await readPerson(present)
    if (person && canKeepPeople(actor, toPlace(person)))
      throw new AppError('person.merged_already', { state: 'moving', intoId: present })
  }
}

/** @throws AppError `record.not_found` also for whoever does not keep both; `person.merged_already`. */
async function findPair(actor: Actor, { keptId, goneId }: Pair, deps: Deps): Promise<MergePair> {
  assertThat(
    keptId !== goneId,
    'request.invalid',
    wrongField('body', ['goneId'], 'same', '请选两条不同的登记'),
  )
  const [kept, gone] = [await readPerson(keptId), await readPerson(goneId)]
  if (!kept || !gone) await assertNotMerged(actor, { keptId, goneId })
  assertThat(kept && gone && mayMerge(actor, kept, gone), 'record.not_found')
  return readPair(kept, gone, deps)
}

/** Who has it, and since when: what a 409 tells. */
async function describeHeld({ kept, gone }: MergePair) {
  const held = kept.mergeId ?? gone.mergeId
  const merge = held == null ? null : await readMerge(held)
  return merge
    ? { state: merge.state, by: merge.proposedBy.name, at: merge.proposedBy.at.toISOString() }
    : { state: kept.state, other: gone.state }
}

/** What would happen, in words. */
export async function previewMerge(actor: Actor, asked: Pair, deps: Deps) {
  const pair = await findPair(actor, asked, deps)
  const hindrance = await findMergeHindrance(pair, deps)
  return {
    pair,
    needsSecond: !isShown(pair),
    hindrance: hindrance && errors[hindrance].message,
    effects: describeMerge(pair),
  }
}

/** Holds both records for a second officer’s word. @throws AppError `person.merge_pending` when somebody was quicker. */
async function writeProposal(
  id: Types.ObjectId,
  pair: MergePair,
  reason: string,
  actor: Actor,
  deps: Deps,
): Promise<void> {
  const { kept, gone, clear } = pair
  const record = {
    ...{ _id: id, state: 'proposed' as const, keptId: kept._id, goneId: gone._id, moved: [], remarks: [] },
    ...{
      proposedBy: authorOf(actor, toPlace(kept), deps),
      details: sealMergeDetails(id, { reason, ...clear }, deps),
    },
    ...{ ...toPlace(kept), hasOutbox: true, outbox: [makeOutboxEntry('person.mergeProposed', {}, deps)] },
  }
  await inTransaction(async (session) => {
    for (const { _id } of [kept, gone]) {
      const held = await Person.updateOne({ _id, mergeId: null }, { $set: { mergeId: id } }, { session })
      assertThat(held.modifiedCount === 1, 'person.merge_pending')
    }
    await PersonMerge.create([record], { session })
  })
  kickOutbox(PersonMerge)
}

/** The change is written; what follows from it is begun with the answer. */
export async function finishMerge(id: Types.ObjectId, deps: Deps): Promise<void> {
  const merge = await readMerge(id)
  if (merge?.state !== 'moving') return
  await followMergeAtOnce(merge, deps)
  const kept = await readPerson(merge.keptId)
  if (kept) await followAtOnce(kept, 'person.placed', deps)
}

/** Of two at one moment the second reads what the first has made of it. */
async function tellPresent(error: unknown, actor: Actor, asked: Pair, deps: Deps): Promise<never> {
  if (!(error instanceof AppError) || !error.code.startsWith('person.merge_')) throw error
  const pair = await findPair(actor, asked, deps)
  const present = await describeHeld(pair)
  throw new AppError((await findMergeHindrance(pair, deps)) ?? error.code, present)
}

/**
 * Makes two records of one person one, where the register shows that it is one person; else asks a second officer.
 * @param newId of the merge, the same at each repeat of the request.
 */
export async function proposeMerge(
  actor: Actor,
  { reason, ...asked }: Pair & { reason: string },
  newId: string,
  deps: Deps,
): Promise<PersonMergeRecord> {
  const id = new Types.ObjectId(newId)
  if ((await readMerge(id)) === null) {
    const pair = await findPair(actor, asked, deps)
    const hindrance = await findMergeHindrance(pair, deps)
    if (hindrance) throw new AppError(hindrance, await describeHeld(pair))
    try {
      if (isShown(pair)) await writeMergeOnce({ id, pair, details: { reason, ...pair.clear } }, actor, deps)
      else await writeProposal(id, pair, reason, actor, deps)
    } catch (error) {
      await tellPresent(error, actor, asked, deps)
    }
    await finishMerge(id, deps)
  }
  const merge = await readMerge(id)
  assertThat(merge, 'record.not_found')
  return merge
}

/**
 * Two people: a line that was decided against, so that the pair is not offered again.
 * @param newId the same at each repeat of the request.
 * @throws AppError `person.merge_pending` while a colleague is asked whether it is one person.
 */
export async function keepApart(
  actor: Actor,
  { note, ...asked }: Pair & { note: string },
  newId: string,
  deps: Deps,
): Promise<PersonMergeRecord> {
  const id = new Types.ObjectId(newId)
  if ((await readMerge(id)) === null) {
    const pair = await findPair(actor, asked, deps)
    const { kept, gone, clear } = pair
    const isHeld = kept.mergeId != null || gone.mergeId != null
    if (isHeld) throw new AppError('person.merge_pending', await describeHeld(pair))
    const by = authorOf(actor, toPlace(kept), deps)
    const details = sealMergeDetails(id, { reason: '台账里看上去像同一个人', note, ...clear }, deps)
    const ids = { _id: id, keptId: kept._id, goneId: gone._id, ...toPlace(kept) }
    const said = { state: 'declined' as const, proposedBy: by, decidedBy: by, details }
    const subject = { kind: 'person', id: kept._id.toString(), district: kept.district }
    const audited = { action: 'apart', other: asked.goneId }
    await inTransaction(async (session) => {
      await PersonMerge.create([{ ...ids, ...said, moved: [], remarks: [], outbox: [] }], { session })
      await recordAudit(actor, 'person.mergeDeclined', subject, audited, deps, session)
    })
  }
  const merge = await readMerge(id)
  assertThat(merge, 'record.not_found')
  return merge
}

/** The community's own staff, and the street above as the second who looks. */
function canSeeMerges(actor: Actor, place: Parameters<typeof canKeepPeople>[1]): boolean {
  return canKeepPeople(actor, place) || findMembershipOver(actor, ['streetOfficer'], place) !== undefined
}

/** @throws AppError `record.not_found` also for whoever may not know of it. */
export async function findMerge(actor: Actor, id: string): Promise<PersonMergeRecord> {
  const merge = await readMerge(id)
  const isOwn = merge && [merge.keptId, merge.goneId].some((each) => each.toString() === actor.personId)
  assertThat(merge && !isOwn && canSeeMerges(actor, toPlace(merge)), 'record.not_found')
  return merge
}

const mostListed = 50

/** @throws AppError `access.denied`. */
export async function listMerges(actor: Actor, area: string): Promise<PersonMergeRecord[]> {
  const level = areaLevelOf(area)
  assertThat(
    (level === 'community' || level === 'street') && canSeeMerges(actor, placeOf(area)),
    'access.denied',
  )
  const rows = await PersonMerge.find({ [level]: area })
    .sort({ _id: -1 })
    .limit(mostListed)
    .lean<PersonMergeRecord[]>()
  const isOwn = ({ keptId, goneId }: PersonMergeRecord): boolean =>
    [keptId, goneId].some((each) => each.toString() === actor.personId)
  return rows.filter((row) => !isOwn(row))
}

/** The pairs of a community that may be one person. @throws AppError `access.denied`. */
export async function listDoubles(actor: Actor, community: string) {
  assertThat(
    areaLevelOf(community) === 'community' && canKeepPeople(actor, placeOf(community)),
    'access.denied',
  )
  const { pairs, hasMore } = await findDoubles(community)
  const ids = pairs.flatMap((pair) => pair.ids)
  const people = await Person.find({ _id: { $in: ids } }).lean<PersonDocument[]>()
  const own = actor.personId
  return {
    pairs: pairs.filter((pair) => !pair.ids.some((each) => each.toString() === own)),
    people,
    hasMore,
  }
}
