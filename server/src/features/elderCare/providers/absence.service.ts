import { addDays, toShanghaiDay } from '@linli/shared/time'
import type { OutputOf } from '@linli/shared/contract'
import type { absenceContracts } from '@linli/shared/elderCare/absence.contract'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import type { JobDefinition } from '../../../jobs/job'
import { assertThat } from '../../../lib/appError'
import { eachDocument } from '../../../lib/eachBatch'
import { recordAudit } from '../../audit/audit.service'
import type { Actor } from '../../users/actor'
import { dayFollower } from './dayChange.hooks'
import { readUnitHelpers } from '../catalogue/offering.ability'
import { handBackOrder } from '../orders/order.handBack'
import { Order } from '../orders/order.model'
import { Helper, type Absence, type HelperRecord } from './provider.model'
import { findKeptUnit, insertHelper, type StoredUnit } from './provider.service'
import { lookAtUnit } from '../orders/unable.service'

const mostPeople = 500
/** When whatever was given to her in the very moment is looked for, and what a crash left over. */
const secondLookMilliseconds = 2 * 60_000

interface Who {
  unitId: string
  userId: string
}

const subjectOf = ({ _id, district }: StoredUnit) => ({ kind: 'unit', id: _id.toString(), district })

/** What she was to do on these days for the unit and has not begun goes back to it. Repeatable. */
async function returnOrders(
  { unitId, userId }: Who,
  { from, to }: Pick<Absence, 'from' | 'to'>,
  deps: Deps,
): Promise<number> {
  const filter = { 'helpers.userId': new Types.ObjectId(userId), day: { $gte: from, $lt: addDays(to, 1) } }
  let returned = 0
  for await (const order of eachDocument(Order, filter)) {
    if (order.unitId.toString() !== unitId || !isOrderAhead(order.state)) continue
    await handBackOrder(order, false, '服务人员那天来不了', deps)
    returned += 1
  }
  return returned
}

/**
 * Writes down days on which somebody cannot come, for whatever reason: that is nobody's business. Her orders go back
 * to the unit in the same call, and days that are laid out are laid out anew.
 * @throws AppError `record.not_found` where she does not work for the unit.
 */
export async function addAbsence(
  actor: Actor,
  { id: unitId, userId }: { id: string; userId: string },
  { from, to }: OutputOf<typeof absenceContracts.addAbsence.body>,
  deps: Deps,
): Promise<{ unit: StoredUnit; returned: number }> {
  const unit = await findKeptUnit(actor, unitId)
  const staff = (await readUnitHelpers([unit._id], deps.clock.now())).get(unitId) ?? []
  assertThat(
    staff.some((helper) => helper.userId === userId),
    'record.not_found',
  )
  await insertHelper({ unitId, userId, certificates: [], absences: [], version: 1 })
  await Helper.updateOne(
    { unitId, userId, absences: { $not: { $elemMatch: { from, to } } } },
    {
      $push: { absences: { id: new Types.ObjectId(), from, to } },
      $set: { lookAt: new Date(deps.clock.now().getTime() + secondLookMilliseconds) },
    },
  )
  await recordAudit(actor, 'careHelper.away', subjectOf(unit), { userId, from, to }, deps)
  const returned = await returnOrders({ unitId, userId }, { from, to }, deps)
  await lookAtUnit(unit._id, deps.clock.now())
  await dayFollower().followPeople(unitId, { from, to }, deps)
  return { unit, returned }
}

/** What was given to others stays with them: they were told. */
export async function removeAbsence(
  actor: Actor,
  { id: unitId, userId, absenceId }: { id: string; userId: string; absenceId: string },
  deps: Deps,
): Promise<StoredUnit> {
  const unit = await findKeptUnit(actor, unitId)
  const id = new Types.ObjectId(absenceId)
  const helper = await Helper.findOne({ unitId, userId }, { absences: 1 }).lean<HelperRecord>()
  const absence = helper?.absences?.find((each) => each.id.equals(id))
  assertThat(absence, 'record.not_found')
  await Helper.updateOne({ unitId, userId }, { $pull: { absences: { id } } })
  await recordAudit(actor, 'careHelper.back', subjectOf(unit), { userId }, deps)
  await dayFollower().followPeople(unitId, absence, deps)
  return unit
}

/** Looks once more at days that are still ahead. */
async function lookAgain(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const due = await Helper.find({ lookAt: { $lte: now } })
    .limit(mostPeople)
    .lean<(HelperRecord & { lookAt: Date })[]>()
  for (const { unitId, userId, absences = [], lookAt } of due) {
    const who = { unitId: unitId.toString(), userId: userId.toString() }
    for (const absence of absences)
      if (absence.to >= toShanghaiDay(now)) await returnOrders(who, absence, deps)
    // Days that were written down meanwhile have set it anew.
    await Helper.updateOne({ unitId, userId, lookAt }, { $unset: { lookAt: 1 } })
  }
}

export const absenceJob: JobDefinition = { name: 'finishAbsences', everySeconds: 30, run: lookAgain }
