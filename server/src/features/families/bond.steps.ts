import { bondStepTransitions, type BondStep } from '@linli/shared/families/bond.state'
import { bondRules } from '@linli/shared/families/bond'
import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { giveWay } from '../../lib/giveWay'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { applyBondChange, findCheckAt, makeBondEntry, systemAuthor } from './bond.change'
import { FamilyBond, type BondRecord } from './bond.model'
import { inDays, readBond, readLivingOf } from './bond.store'

/** Takes a step that nobody pressed, if the state knows it; tried again when somebody acted meanwhile. */
async function takeStep(bond: BondRecord, step: BondStep, deps: Deps): Promise<void> {
  const to = bondStepTransitions[bond.state][step]
  if (to === undefined) return
  const change = { to, unset: ['code', 'request', 'expiresAt'] as const }
  const extra = { id: new Types.ObjectId().toString(), now: deps.clock.now() }
  const entry = makeBondEntry(bond.state, step, change, systemAuthor, extra)
  if (await applyBondChange(bond, change, entry, deps)) return
  await takeStep(await readBond(bond._id.toString()), step, deps)
}

/** The elder died or moved away: nobody acts for her any more. Repeatable. */
export async function endBondsOfElder(personId: string, deps: Deps): Promise<void> {
  for (const bond of await readLivingOf(personId)) await takeStep(bond, 'elderGone', deps)
}

/** The proxy's account is gone, or the proxy has died. Repeatable. */
export async function endBondsOfProxy(proxyUserId: string, deps: Deps): Promise<void> {
  const bonds = await FamilyBond.find({ proxyUserId, isLiving: true }).lean<BondRecord[]>()
  for (const bond of bonds) await takeStep(bond, 'proxyGone', deps)
}

/** Two records of the elder, or two accounts of the relative, became one: of their two bonds this one ends. Repeatable. */
export const endDoubleBond = (
  bond: BondRecord,
  why: Extract<BondStep, 'recordsMerged' | 'accountsMerged'>,
  deps: Deps,
): Promise<void> => takeStep(bond, why, deps)

/** The account is the elder's own by now: nobody acts for herself by a bond. Repeatable. */
export async function endOwnBonds(proxyUserId: string, personId: string, deps: Deps): Promise<void> {
  const bonds = await FamilyBond.find({ proxyUserId, isLiving: true }).lean<BondRecord[]>()
  for (const bond of bonds.filter((each) => each.personId?.toString() === personId))
    await takeStep(bond, 'ownAccount', deps)
}

/** The yearly review is due: the community is asked once. */
async function askForReview(bond: BondRecord, deps: Deps): Promise<void> {
  const checkAt = findCheckAt({ ...bond, isReviewAsked: true })
  const { modifiedCount } = await FamilyBond.updateOne(
    { _id: bond._id, version: bond.version, isReviewAsked: { $ne: true } },
    {
      $set: { isReviewAsked: true, hasOutbox: true, ...(checkAt ? { checkAt } : {}) },
      $push: { outbox: makeOutboxEntry('bond.reviewDue', {}, deps) },
    },
  )
  if (modifiedCount > 0) kickOutbox(FamilyBond)
}

async function takeDue(bond: BondRecord, now: Date, deps: Deps): Promise<void> {
  const isOver = bond.until !== undefined && toShanghaiDay(now) > bond.until
  if (bond.state !== 'active' || isOver) return takeStep(bond, 'expire', deps)
  const { reviewAt, isReviewAsked } = bond
  if (!reviewAt || reviewAt > now) return
  if (!isReviewAsked) return askForReview(bond, deps)
  if (inDays(bondRules.reviewGraceDays, reviewAt) <= now) await takeStep(bond, 'expire', deps)
}

const batchSize = 100

/** Moves on what time has moved on: invitations that lapse, bonds past their last day, reviews that are due. */
export async function sweepBonds(deps: Deps, signal?: AbortSignal): Promise<void> {
  const now = deps.clock.now()
  const due = await FamilyBond.find({ checkAt: { $lte: now } })
    .sort({ checkAt: 1 })
    .limit(batchSize)
    .lean<BondRecord[]>()
  for (const bond of due) {
    if (signal?.aborted) return
    await takeDue(bond, now, deps)
    await giveWay()
  }
  if (due.length === batchSize) await sweepBonds(deps, signal)
}

export const bondSweepJob: JobDefinition = { name: 'sweepBonds', everySeconds: 60, run: sweepBonds }
