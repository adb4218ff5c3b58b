import { placeOf } from '@linli/shared/areas/areas'
import type { RuleInput, RuleProblem } from '@linli/shared/routing/routingRule.contract'
import type { RuleTarget } from '@linli/shared/routing/rule'
import { triageOf } from '@linli/shared/users/posts'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { isDuplicate } from '../../lib/isDuplicate'
import { findArea } from '../areas/area.service'
import { Unit } from '../areas/unit.model'
import { recordAudit } from '../audit/audit.service'
import { canKeepRules, canReadRules } from '../categories/category.policy'
import type { Actor } from '../users/actor'
import { isHeld } from './route.target'
import { namePost } from './route.words'
import { levelsOf, toRuleRow, type RoutingRuleRow, type RoutingTable } from './routing.reader'
import { touchRouting } from './routing.stamp'
import { loadRoutingTable } from './routing.table'
import { RoutingRule, type RoutingRuleFields } from './routingRule.model'
import { findProblems } from './ruleHealth'
import { RuleOrder } from './ruleOrder.model'

type StoredRule = RoutingRuleFields & { _id: Types.ObjectId }
type ClockDeps = Pick<Deps, 'clock'>

/** A rule with what is shown beside it. */
export interface ListedRule {
  rule: RoutingRuleRow
  version: number
  problems: RuleProblem[]
}

const maxRules = 200

async function auditRule(
  actor: Actor,
  action: 'created' | 'changed' | 'removed' | 'ordered',
  { id, areaCode }: { id: string; areaCode: string },
  details: Record<string, string | number | boolean>,
  deps: ClockDeps,
): Promise<void> {
  const { district } = placeOf(areaCode)
  const subject = { kind: 'routingRule', id, district }
  await recordAudit(actor, `routingRule.${action}`, subject, { areaCode, ...details }, deps)
}

/** @throws AppError `routing.unit_unknown` when a rule names a unit that is not in the district. */
export async function assertUnitsKnown(targets: readonly RuleTarget[], areaCode: string): Promise<void> {
  const ids = new Set(targets.flatMap((target) => (target.kind === 'unit' ? [target.unitId] : [])))
  if (ids.size === 0) return
  const { district } = placeOf(areaCode)
  const known = await Unit.find({ _id: { $in: [...ids] }, district }, { _id: 1 }).lean()
  assertThat(known.length === ids.size, 'routing.unit_unknown')
}

async function readVersions(table: RoutingTable): Promise<Map<string, number>> {
  const rows = await RoutingRule.find({ areaCode: { $in: levelsOf(table.place) } }, { version: 1 }).lean<
    { _id: Types.ObjectId; version: number }[]
  >()
  return new Map(rows.map(({ _id, version }) => [_id.toString(), version]))
}

async function readOrderVersion(areaCode: string): Promise<number> {
  return (await RuleOrder.findOne({ _id: areaCode }).lean())?.version ?? 0
}

/** The rules that count in an area, in order, with what keeps them from working. */
export async function listRules(
  actor: Actor,
  areaCode: string,
  deps: ClockDeps,
): Promise<{
  table: RoutingTable
  rules: ListedRule[]
  canEdit: boolean
  orderVersion: number
  lastResort: { name: string; isStaffed: boolean }
}> {
  assertThat(canReadRules(actor, areaCode), 'access.denied')
  const table = await loadRoutingTable(placeOf(areaCode))
  const versions = await readVersions(table)
  const at = deps.clock.now()
  const desk = triageOf(table.place)
  return {
    table,
    rules: table.rules.map((rule) => ({
      rule,
      version: versions.get(rule.id) ?? 1,
      problems: findProblems(table, rule, at),
    })),
    canEdit: canKeepRules(actor, areaCode),
    orderVersion: await readOrderVersion(areaCode),
    lastResort: { name: namePost(table, desk), isStaffed: isHeld(table, desk, at, false) },
  }
}

/** One stored rule as a list of its own area shows it. */
async function listOne(
  rule: StoredRule,
  deps: ClockDeps,
): Promise<{ table: RoutingTable; listed: ListedRule }> {
  const table = await loadRoutingTable(placeOf(rule.areaCode))
  const row = toRuleRow(rule)
  const problems = findProblems(table, row, deps.clock.now())
  return { table, listed: { rule: row, version: rule.version, problems } }
}

async function findRule(id: string): Promise<StoredRule> {
  const rule = await RoutingRule.findOne({ _id: id }).lean<StoredRule>()
  assertThat(rule, 'record.not_found')
  return rule
}

async function countOrderChange(areaCode: string): Promise<void> {
  await RuleOrder.updateOne({ _id: areaCode }, { $inc: { version: 1 } }, { upsert: true })
}

async function findNextOrder(areaCode: string): Promise<number> {
  const own = await RoutingRule.find({ areaCode }, { order: 1 }).limit(maxRules).lean<{ order: number }[]>()
  assertThat(own.length < maxRules, 'routing.too_many')
  return Math.max(0, ...own.map(({ order }) => order)) + 1
}

export async function createRule(
  actor: Actor,
  { areaCode, content }: { areaCode: string; content: RuleInput },
  newId: string,
  deps: ClockDeps,
): Promise<{ table: RoutingTable; listed: ListedRule }> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const area = await findArea(areaCode)
  assertThat(levelsOf(area)[0] === areaCode, 'record.not_found')
  await assertUnitsKnown([content.target], areaCode)
  const { district, street } = area
  const place = street === undefined ? { areaCode, district } : { areaCode, district, street }
  await createOnce(RoutingRule, newId, async () => ({
    ...content,
    ...place,
    order: await findNextOrder(areaCode),
    version: 1,
  }))
  await countOrderChange(areaCode)
  await touchRouting(areaCode)
  await auditRule(actor, 'created', { id: newId, areaCode }, { isOn: content.isOn }, deps)
  return listOne(await findRule(newId), deps)
}

/** For whoever comes too late: the rule as it is now, or that it is gone. */
async function describePresent(id: string): Promise<{ state: 'kept' | 'removed'; version?: number }> {
  const rule = await RoutingRule.findOne({ _id: id }, { version: 1 }).lean()
  return rule ? { state: 'kept', version: rule.version } : { state: 'removed' }
}

/** @throws AppError `request.conflict` when someone else changed the rule meanwhile. */
export async function updateRule(
  actor: Actor,
  id: string,
  { content, version }: { content: RuleInput; version: number },
  deps: ClockDeps,
): Promise<{ table: RoutingTable; listed: ListedRule }> {
  const { areaCode } = await findRule(id)
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  await assertUnitsKnown([content.target], areaCode)
  const { clock, ...rest } = content
  const { modifiedCount } = await RoutingRule.updateOne(
    { _id: id, version },
    {
      $set: clock === undefined ? rest : { ...rest, clock },
      $inc: { version: 1 },
      ...(clock === undefined ? { $unset: { clock: '' } } : {}),
    },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(id))
  await touchRouting(areaCode)
  await auditRule(actor, 'changed', { id, areaCode }, { version, isOn: content.isOn }, deps)
  return listOne(await findRule(id), deps)
}

export async function deleteRule(actor: Actor, id: string, version: number, deps: ClockDeps): Promise<void> {
  const { areaCode } = await findRule(id)
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const { deletedCount } = await RoutingRule.deleteOne({ _id: id, version })
  if (deletedCount === 0) throw new AppError('request.conflict', await describePresent(id))
  await countOrderChange(areaCode)
  await touchRouting(areaCode)
  await auditRule(actor, 'removed', { id, areaCode }, { version }, deps)
}

/** Lets one of several who order the same rules win; version 0 is an order that nobody has changed yet. */
async function takeOrder(areaCode: string, version: number): Promise<boolean> {
  try {
    const result = await RuleOrder.updateOne(
      { _id: areaCode, version },
      { $inc: { version: 1 } },
      { upsert: version === 0 },
    )
    return result.modifiedCount + result.upsertedCount === 1
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** @throws AppError `routing.order_changed` when the rules are other ones, or in another order, than the caller saw. */
export async function orderRules(
  actor: Actor,
  { areaCode, ids, orderVersion }: { areaCode: string; ids: string[]; orderVersion: number },
  deps: ClockDeps,
): Promise<void> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const own = await RoutingRule.find({ areaCode }, { _id: 1 }).lean()
  const known = new Set(own.map(({ _id }) => _id.toString()))
  const isSame =
    known.size === ids.length && new Set(ids).size === ids.length && ids.every((id) => known.has(id))
  assertThat(isSame && (await takeOrder(areaCode, orderVersion)), 'routing.order_changed')
  await RoutingRule.bulkWrite(
    ids.map((id, i) => ({
      updateOne: { filter: { _id: id, areaCode }, update: { $set: { order: i + 1 } } },
    })),
  )
  await touchRouting(areaCode)
  await auditRule(actor, 'ordered', { id: areaCode, areaCode }, { rules: ids.length }, deps)
}
