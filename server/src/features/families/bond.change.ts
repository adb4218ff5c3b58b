import { bondRules } from '@linli/shared/families/bond'
import { isLiving, type BondState } from '@linli/shared/families/bond.state'
import { addDays, fromShanghaiDay } from '@linli/shared/time'
import { Types, type ClientSession, type UpdateResult } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { attachMedia } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { type Actor, systemActor } from '../users/actor'
import { forgetActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { BondEvidence, FamilyBond, type BondEntry, type BondRecord } from './bond.model'

type Clearable = 'code' | 'request' | 'expiresAt' | 'until' | 'isReviewAsked' | 'checkAt'

/** What one action or step does to a bond; pure data until `applyBondChange` writes it. */
export interface BondChange {
  to: BondState
  set?: Partial<BondRecord>
  unset?: readonly Clearable[]
  details?: Record<string, unknown>
}

export type BondWrite = (session?: ClientSession) => Promise<UpdateResult>
type Within = (write: BondWrite) => Promise<UpdateResult>

export type BondAuthor = BondEntry['by']

export const systemAuthor: BondAuthor = {
  userId: new Types.ObjectId(systemActor.userId),
  kind: 'system',
  name: systemActor.displayName,
}

const dayMilliseconds = 24 * 60 * 60 * 1000
const earliest = (dates: readonly (Date | undefined)[]): Date | undefined =>
  dates.reduce<Date | undefined>(
    (first, date) => (date && (!first || date < first) ? date : first),
    undefined,
  )

/** When the sweep must look at a bond next; undefined when nothing is due any more. */
export function findCheckAt(
  bond: Pick<BondRecord, 'state' | 'expiresAt' | 'until' | 'reviewAt' | 'isReviewAsked'>,
): Date | undefined {
  if (!isLiving(bond.state)) return undefined
  if (bond.state !== 'active') return bond.expiresAt
  const ended = bond.until === undefined ? undefined : fromShanghaiDay(addDays(bond.until, 1))
  const review =
    bond.reviewAt && bond.isReviewAsked
      ? new Date(bond.reviewAt.getTime() + bondRules.reviewGraceDays * dayMilliseconds)
      : bond.reviewAt
  return earliest([ended, review])
}

export function makeBondEntry(
  from: BondState,
  action: BondEntry['action'],
  { to, details }: Pick<BondChange, 'to' | 'details'>,
  by: BondAuthor,
  extra: { id: string; now: Date; requestKey?: string | undefined; fingerprint?: string | undefined },
): BondEntry {
  const { id, now, requestKey, fingerprint } = extra
  return {
    ...{ id, at: now, action, from, to, by },
    ...(details ? { details } : {}),
    ...(requestKey === undefined ? {} : { requestKey }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  }
}

function preview(bond: BondRecord, change: BondChange): BondRecord {
  const kept = Object.fromEntries(
    Object.entries(bond).filter(([key]) => !(change.unset as readonly string[] | undefined)?.includes(key)),
  ) as unknown as BondRecord
  return {
    ...kept,
    ...change.set,
    state: change.to,
    isLiving: isLiving(change.to),
    version: bond.version + 1,
  }
}

/**
 * Writes a change with its history entry and its outbox entry in one conditional update.
 * @param within what the write stands or falls with: `whileTying`.
 * @returns the new record, or undefined when someone else moved the bond first: nothing was written then.
 */
export async function applyBondChange(
  bond: BondRecord,
  change: BondChange,
  entry: BondEntry,
  deps: Deps,
  within: Within = (write) => write(),
): Promise<BondRecord | undefined> {
  const next = preview(bond, change)
  const checkAt = findCheckAt(next)
  const unset = [...(change.unset ?? []), ...(checkAt ? [] : (['checkAt'] as const))]
  if (next.state === 'active') await User.updateOne({ _id: bond.proxyUserId }, { $set: { isProxy: true } })
  const outbox = makeOutboxEntry(`bond.${entry.action}`, { entryId: entry.id }, deps)
  const update = {
    $set: {
      ...change.set,
      state: next.state,
      isLiving: next.isLiving,
      version: next.version,
      ...(checkAt ? { checkAt } : {}),
      hasOutbox: true,
    },
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((key) => [key, 1])) } : {}),
    $push: { history: entry, outbox },
  }
  const asSeen = { _id: bond._id, state: bond.state, version: bond.version }
  const { modifiedCount } = await within((session) =>
    FamilyBond.updateOne(asSeen, update, session ? { session } : {}),
  )
  if (modifiedCount === 0) return undefined
  await announceBond(next, deps)
  return { ...next, history: [...bond.history, entry] }
}

/** The proxy's rights and the open pages of both follow at once. */
export async function announceBond(bond: BondRecord, deps: Deps): Promise<void> {
  kickOutbox(FamilyBond)
  const proxy = bond.proxyUserId.toString()
  forgetActor(proxy)
  const elder = bond.personId && (await findElderUser(bond.personId))
  const rooms = [proxy, ...(elder ? [elder] : [])].map((id) => `user:${id}` as const)
  deps.publish({ name: 'bond.changed', rooms, data: { id: bond._id.toString(), state: bond.state } })
}

/** The account of a person of the register, where there is one. */
export async function findElderUser(personId: Types.ObjectId | string): Promise<string | undefined> {
  const user = await User.findOne({ personId, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  return user?._id.toString()
}

/** Kept before the change under the entry's id: evidence without a change is harmless, a change without is not. */
export async function keepEvidence(
  actor: Actor,
  bondId: Types.ObjectId,
  evidence: {
    words?: string | undefined
    photoIds?: readonly string[] | undefined
    voiceId?: string | undefined
  },
  requestKey: string | undefined,
  deps: Deps,
): Promise<string> {
  const _id = new Types.ObjectId()
  const { words, photoIds = [], voiceId } = evidence
  if (words === undefined && photoIds.length === 0 && voiceId === undefined) return _id.toString()
  const files = [...photoIds, ...(voiceId === undefined ? [] : [voiceId])]
  await attachMedia(actor, files, { kind: 'bond', id: bondId.toString(), requestKey }, deps)
  await BondEvidence.create({
    _id,
    bondId,
    photoIds: photoIds.map((id) => new Types.ObjectId(id)),
    ...(words === undefined
      ? {}
      : { words: deps.crypto.encrypt(words, fieldAad('bondevidence', _id, 'words')) }),
    ...(voiceId === undefined ? {} : { voiceId: new Types.ObjectId(voiceId) }),
  })
  return _id.toString()
}
