import type { Place } from '@linli/shared/areas/areas'
import { roleNames } from '@linli/shared/users/roles'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { makeOutboxEntry } from '../messages/outbox'
import { findMembershipOver, type Actor } from '../users/actor'
import { User } from '../users/user.model'
import type { MergePair } from './merge.check'
import { sealMergeDetails, type MergeDetails } from './merge.details'
import { moveHomes } from './merge.homes'
import { PersonMerge, type PersonMergeRecord } from './merge.model'
import { sealPerson, type ClearPerson } from './person.crypto'
import type { CorrectedValue } from './person.correct'
import { Person, PersonCorrection, type PersonDocument } from './person.model'
import { makePersonEntry } from './person.outbox'

export interface NewMerge {
  id: Types.ObjectId
  pair: MergePair
  details: MergeDetails
  /** That was proposed before, and is confirmed now. */
  proposal?: PersonMergeRecord
}

const officers = ['secretary', 'communityWorker', 'streetOfficer'] as const

/** 「书记 王敏」. */
export function authorOf(
  actor: Actor,
  place: Partial<Place>,
  { clock }: Pick<Deps, 'clock'>,
): PersonMergeRecord['proposedBy'] {
  const role = findMembershipOver(actor, officers, place)?.role
  const name = role === undefined ? actor.displayName : `${roleNames[role]} ${actor.displayName}`
  return { userId: new Types.ObjectId(actor.userId), name, at: clock.now() }
}

const asSeen = (
  { _id, name, phone, birthDate, state }: PersonDocument,
  held: Types.ObjectId | undefined,
) => ({
  ...{ _id, name, phone: phone ?? null, birthDate: birthDate ?? null, state },
  mergeId: held ?? null,
})

/** What the record that stays lacks, it takes from the other; nothing that stands there is changed. */
const fill = ({ kept, gone }: MergePair['clear']): ClearPerson => ({
  name: kept.name,
  phone: kept.phone ?? gone.phone,
  birthDate: kept.birthDate ?? gone.birthDate,
})

function listFilled({ kept, gone }: MergePair['clear']): CorrectedValue[] {
  const fields = (['phone', 'birthDate'] as const).filter(
    (field) => kept[field] === undefined && gone[field] !== undefined,
  )
  return [{ field: 'merged', from: gone.name }, ...fields.map((field) => ({ field, to: gone[field] }))]
}

function toUpdate({ pair: { kept, gone, clear } }: NewMerge, isKeyed: boolean, deps: Deps) {
  const { personKey, ...sealed } = sealPerson(kept._id, fill(clear), deps.crypto)
  const isKey = isKeyed && personKey !== undefined
  const keys = [kept.personKey, personKey, gone.personKey, ...(gone.otherKeys ?? [])]
  const states = [...(kept.states ?? []), ...(gone.states ?? [])].sort((a, b) => +a.at - +b.at)
  const isPlaced = kept.building !== undefined
  const householdId = kept.householdId ?? gone.householdId
  return {
    $set: {
      ...sealed,
      ...(isKey ? { personKey } : {}),
      ...(isPlaced ? {} : toPlace(gone)),
      ...(householdId ? { householdId } : {}),
      ...(states.length > 0 ? { states } : {}),
      verifiedAt: deps.clock.now(),
      hasOutbox: true,
    },
    $unset: { mergeId: 1, ...(isKey ? {} : { personKey: 1 }) },
    $push: { outbox: makePersonEntry('person.placed', deps) },
    $addToSet: { otherKeys: { $each: [...new Set(keys.filter((key) => key != null))] } },
  } as const
}

async function writeMerge(
  merge: NewMerge,
  by: PersonMergeRecord['proposedBy'],
  deps: Deps,
  session: ClientSession,
): Promise<void> {
  const { id, pair, proposal, details } = merge
  const { kept, gone } = pair
  const moving = {
    state: 'moving' as const,
    hasOutbox: true,
    details: sealMergeDetails(id, details, deps),
  }
  const outbox = makeOutboxEntry('person.merged', {}, deps)
  if (proposal) {
    const confirmed = await PersonMerge.updateOne(
      { _id: id, state: 'proposed' },
      { $set: { ...moving, decidedBy: by }, $push: { outbox } },
      { session },
    )
    assertThat(confirmed.modifiedCount === 1, 'person.merge_decided')
    return
  }
  const record = {
    ...{ _id: id, keptId: kept._id, goneId: gone._id, proposedBy: by, moved: [], remarks: [] },
    ...{ ...toPlace(kept), ...moving, outbox: [outbox] },
  }
  await PersonMerge.create([record], { session })
}

async function write(merge: NewMerge, actor: Actor, isKeyed: boolean, deps: Deps): Promise<void> {
  const { id, pair, proposal, details } = merge
  const { kept, gone, clear } = pair
  const by = authorOf(actor, toPlace(kept), deps)
  const values = listFilled(clear)
  const sealed = deps.crypto.encrypt(
    JSON.stringify({ reason: details.reason, values }),
    fieldAad('personcorrections', id, 'details'),
  )
  const line = {
    ...{ _id: id, personId: kept._id, at: by.at, byUserId: by.userId, byName: by.name },
    ...{ fields: values.map(({ field }) => field), details: sealed },
  }
  await inTransaction(async (session) => {
    // First the one that goes: what tells people apart is free again for the one that stays.
    const removed = await Person.deleteOne(asSeen(gone, proposal?._id), { session })
    assertThat(removed.deletedCount === 1, 'person.merge_decided')
    const filled = await Person.updateOne(asSeen(kept, proposal?._id), toUpdate(merge, isKeyed, deps), {
      session,
    })
    assertThat(filled.matchedCount === 1, 'person.merge_decided')
    await moveHomes({ from: gone._id, into: kept._id }, kept.community ?? '', session)
    const users = await User.find({ personId: { $in: [kept._id, gone._id] } }, { personId: 1 }, { session })
    assertThat(new Set(users.map(({ personId }) => String(personId))).size < 2, 'person.merge_two_accounts')
    await User.updateMany({ personId: gone._id }, { $set: { personId: kept._id } }, { session })
    await PersonCorrection.create([line], { session })
    await writeMerge(merge, by, deps, session)
    const subject = { kind: 'person', id: kept._id.toString(), district: kept.district }
    await recordAudit(actor, 'person.merged', subject, { from: gone._id.toString() }, deps, session)
  })
}

/**
 * Makes two records one: all of it, or nothing. Whoever was quicker has changed what the filters name.
 * @throws AppError `person.merge_decided` when somebody was, `person.already_registered` when a third record is exactly
 *   what the one that stays becomes.
 */
export async function writeMergeOnce(merge: NewMerge, actor: Actor, deps: Deps): Promise<void> {
  try {
    await write(merge, actor, true, deps)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const { kept, gone, clear } = merge.pair
    const { personKey } = sealPerson(kept._id, fill(clear), deps.crypto)
    const holder = await Person.findOne(
      { community: kept.community ?? '', personKey: personKey ?? '' },
      { _id: 1 },
    ).lean()
    const isThird = holder && !holder._id.equals(kept._id) && !holder._id.equals(gone._id)
    if (isThird) throw new AppError('person.already_registered')
    // Held by nobody any more: some engines never free the key of a document that has another now.
    await write(merge, actor, false, deps)
  }
}
