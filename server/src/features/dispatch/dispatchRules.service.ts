import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { DispatchRules, DispatchRulesView } from '@linli/shared/dispatch/dispatchRules.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { isRepeated } from '../../lib/isStored'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { findArea } from '../areas/area.service'
import { Unit, type UnitFields } from '../areas/unit.model'
import { recordAudit } from '../audit/audit.service'
import { canKeepRules, canReadRules } from '../categories/category.policy'
import { findKeptUnit } from '../elderCare/providers/provider.service'
import { levelsOf } from '../routing/routing.reader'
import type { Actor } from '../users/actor'
import { noteDayChange } from './dayPlan.change'
import { DayPlan, type DayPlanRecord } from './dayPlan.model'
import { DispatchRulesModel, type DispatchRulesRecord } from './dispatchRules.model'

/** Where nobody has written others. */
const defaultRules: DispatchRules = {
  ...{ lateness: 3, worstLateness: 3, change: 12, overtime: 2, load: 0.2, graceMinutes: 10 },
  shift: { from: '07:00', to: '19:00' },
}

const prefix = 'unit:'

/** Those in force of these scopes. */
async function readRules(scopes: readonly string[]): Promise<DispatchRulesRecord[]> {
  const rows = await DispatchRulesModel.find({ _id: { $in: scopes } }).lean<DispatchRulesRecord[]>()
  return rows.filter(({ isRemoved }) => isRemoved !== true)
}

async function findNearest(scopes: readonly string[]): Promise<DispatchRulesRecord | undefined> {
  return (await readRules(scopes)).sort((a, b) => scopes.indexOf(a._id) - scopes.indexOf(b._id))[0]
}

/** By what a unit's days are laid out: its own rules, else those of the nearest level above. */
export async function readDispatchRules(unitId: string, place: Place | undefined): Promise<DispatchRules> {
  const levels = place ? levelsOf(place) : []
  return (await findNearest([`${prefix}${unitId}`, ...levels]))?.rules ?? defaultRules
}

interface Scope {
  name: string
  /** Whose rules count, the nearest first. */
  levels: string[]
  district: string
  canEdit: boolean
}

/** @throws AppError `record.not_found`, `access.denied`. */
async function openScope(actor: Actor, scope: string): Promise<Scope> {
  if (scope.startsWith(prefix)) {
    const unit = await findKeptUnit(actor, scope.slice(prefix.length))
    const { name, district } = unit
    return { name, district, levels: [scope, ...levelsOf(toPlace(unit))], canEdit: true }
  }
  assertThat(canReadRules(actor, scope), 'access.denied')
  const { name, district } = await findArea(scope)
  return { name, district, levels: levelsOf(placeOf(scope)), canEdit: canKeepRules(actor, scope) }
}

async function readName(scope: string): Promise<string | undefined> {
  const named = scope.startsWith(prefix)
    ? await Unit.findOne({ _id: scope.slice(prefix.length) }, { name: 1 }).lean()
    : await Area.findOne({ code: scope }, { name: 1 }).lean()
  return named?.name
}

export async function viewDispatchRules(actor: Actor, scope: string): Promise<DispatchRulesView> {
  const { name, levels, canEdit } = await openScope(actor, scope)
  const nearest = await findNearest(levels)
  return {
    ...{ scope, name, canEdit, rules: nearest?.rules ?? defaultRules },
    ...(nearest?._id === scope ? { version: nearest.version } : {}),
    ...(nearest ? { fromName: await readName(nearest._id) } : {}),
  }
}

/** By when another server marks the days, should the one that wrote the rules die on it. */
const leaseMilliseconds = 60_000
const findFollowAt = ({ clock }: Pick<Deps, 'clock'>): Date =>
  new Date(clock.now().getTime() + leaseMilliseconds)

async function insertRules(_id: string, rules: DispatchRules, followAt: Date): Promise<boolean> {
  const again = { $set: { rules, followAt }, $unset: { isRemoved: 1 }, $inc: { version: 1 } }
  if ((await DispatchRulesModel.updateOne({ _id, isRemoved: true }, again)).modifiedCount === 1) return true
  try {
    await DispatchRulesModel.create({ _id, rules, version: 1, followAt })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** The same sent again after a lost answer stands. @throws AppError `access.denied`, `record.not_found`, `request.conflict` when somebody else changed them meanwhile. */
export async function putDispatchRules(
  actor: Actor,
  scope: string,
  { rules, version }: { rules: DispatchRules; version?: number | undefined },
  deps: Pick<Deps, 'clock' | 'publish'>,
): Promise<void> {
  const { district, canEdit } = await openScope(actor, scope)
  assertThat(canEdit, 'access.denied')
  const followAt = findFollowAt(deps)
  const change = { $set: { rules, followAt }, $inc: { version: 1 } }
  const isWritten =
    version === undefined
      ? await insertRules(scope, rules, followAt)
      : (await DispatchRulesModel.updateOne({ _id: scope, version }, change)).modifiedCount === 1
  const [present] = isWritten ? [] : await readRules([scope])
  const stands = isWritten || isRepeated(present, { rules, version })
  assertThat(stands, 'request.conflict', { version: present?.version ?? 0 })
  await finishChange(scope, deps)
  if (!isWritten) return
  const { shift, ...numbers } = rules
  const details = { ...numbers, from: shift.from, to: shift.to }
  await recordAudit(
    actor,
    'dispatchRules.saved',
    { kind: 'dispatchRules', id: scope, district },
    details,
    deps,
  )
}

const mostPlans = 5000

/** Which scopes stand before this one for a unit; undefined where its rules do not reach the unit. */
function listNearer(scope: string, unit: UnitFields & { _id: Types.ObjectId }): string[] | undefined {
  const levels = [`${prefix}${unit._id.toString()}`, ...levelsOf(toPlace(unit))]
  return levels.includes(scope) ? levels.slice(0, levels.indexOf(scope)) : undefined
}

/** Days ahead that were laid out by these rules are laid out anew; what is promised or begun stays. */
async function followRules(scope: string, deps: Pick<Deps, 'clock' | 'publish'>): Promise<void> {
  const from = toShanghaiDay(deps.clock.now())
  const isOfUnit = scope.startsWith(prefix)
  const plans = await DayPlan.find(
    { ...(isOfUnit ? { unitId: scope.slice(prefix.length) } : {}), day: { $gte: from } },
    { unitId: 1, day: 1 },
  )
    .limit(mostPlans)
    .lean<Pick<DayPlanRecord, 'unitId' | 'day'>[]>()
  const units = await Unit.find({ _id: { $in: plans.map(({ unitId }) => unitId) } }).lean()
  const nearer = new Map(units.map((unit) => [unit._id.toString(), listNearer(scope, unit)]))
  const asked = [...nearer.values()].flatMap((scopes) => scopes ?? [])
  const own = new Set((await readRules(asked)).map(({ _id }) => _id))
  for (const { unitId, day } of plans) {
    const scopes = nearer.get(unitId.toString())
    if (!scopes || scopes.some((each) => own.has(each))) continue
    await noteDayChange({ unitId: unitId.toString(), day }, () => ({ kind: 'rules' }), deps)
  }
}

/** Marks the days, and only then forgets that it is to be done: a crash in between does it once more. */
async function finishChange(_id: string, deps: Pick<Deps, 'clock' | 'publish'>): Promise<void> {
  const changed = await DispatchRulesModel.findOne({
    _id,
    followAt: { $gt: new Date(0) },
  }).lean<DispatchRulesRecord>()
  if (!changed) return
  const { version, isRemoved } = changed
  await followRules(_id, deps)
  if (isRemoved === true) await DispatchRulesModel.deleteOne({ _id, version })
  else await DispatchRulesModel.updateOne({ _id, version }, { $unset: { followAt: 1 } })
}

/** Goes on where a server died between new rules and the days that were laid out by the old ones. */
export async function resumeRules(deps: Pick<Deps, 'clock' | 'publish'>): Promise<void> {
  const due = await DispatchRulesModel.find({ followAt: { $lte: deps.clock.now() } }, { _id: 1 })
    .limit(20)
    .lean<Pick<DispatchRulesRecord, '_id'>[]>()
  for (const { _id } of due) await finishChange(_id, deps)
}

/** Goes back to what the level above says; where that counts already, nothing is left to do. @throws AppError `access.denied`, `record.not_found`. */
export async function deleteDispatchRules(
  actor: Actor,
  scope: string,
  deps: Pick<Deps, 'clock' | 'publish'>,
): Promise<void> {
  const { district, canEdit } = await openScope(actor, scope)
  assertThat(canEdit, 'access.denied')
  const gone = { $set: { isRemoved: true, followAt: findFollowAt(deps) }, $inc: { version: 1 } }
  const [present] = await readRules([scope])
  if (!present) return
  const { version } = present
  const { modifiedCount } = await DispatchRulesModel.updateOne({ _id: scope, version }, gone)
  assertThat(modifiedCount === 1, 'request.retry')
  await finishChange(scope, deps)
  await recordAudit(actor, 'dispatchRules.removed', { kind: 'dispatchRules', id: scope, district }, {}, deps)
}
