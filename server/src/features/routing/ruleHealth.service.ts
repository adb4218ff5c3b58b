import { areaLevelOf, placeOf } from '@linli/shared/areas/areas'
import type { RuleProblem } from '@linli/shared/routing/routingRule.contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { Area } from '../areas/area.model'
import { canManagePlace } from '../areas/area.policy'
import { findUnit } from '../areas/unit.service'
import { canKeepRules } from '../categories/category.policy'
import type { Actor } from '../users/actor'
import { listNamedUnits, readDuties, readUnits, toRuleRow, type RoutingRuleRow } from './routing.reader'
import { loadRoutingTable } from './routing.table'
import { RoutingRule, type RoutingRuleFields } from './routingRule.model'
import { checkTarget, findProblems } from './ruleHealth'

export interface UnhealthyRule {
  id: string
  areaCode: string
  areaName: string
  name: string
  problems: RuleProblem[]
}

/** A district of 600 communities with three rules each. */
const maxBelow = 2000

async function readRulesBelow(areaCode: string): Promise<RoutingRuleRow[]> {
  const level = areaLevelOf(areaCode)
  if (level !== 'street' && level !== 'district') return []
  const filter = level === 'street' ? { street: areaCode } : { district: areaCode }
  const rows = await RoutingRule.find({ ...filter, areaCode: { $gt: areaCode } })
    .limit(maxBelow)
    .lean<(RoutingRuleFields & { _id: Types.ObjectId })[]>()
  return rows.map(toRuleRow)
}

/** The rules of areas below are checked for the units they name; the rest is checked where they are kept. */
async function checkBelow(
  areaCode: string,
  rules: RoutingRuleRow[],
  at: Date,
): Promise<Map<string, RuleProblem[]>> {
  const ids = listNamedUnits(rules)
  const units = await readUnits([], ids)
  const duties = await readDuties(undefined, ids)
  const own = await loadRoutingTable(placeOf(areaCode))
  const table = { ...own, units, duties }
  return new Map(
    rules.map((rule) => [
      rule.id,
      rule.isOn && rule.target.kind === 'unit' ? checkTarget(table, rule, at) : [],
    ]),
  )
}

async function readAreaNames(rules: readonly { areaCode: string }[]): Promise<Map<string, string>> {
  const codes = [...new Set(rules.map(({ areaCode }) => areaCode))]
  const areas = await Area.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  return new Map(areas.map(({ code, name }) => [code, name]))
}

/** The rules that name a unit, for those who keep it. @throws AppError `record.not_found`, `access.denied`. */
export async function listRulesOfUnit(
  actor: Actor,
  unitId: string,
): Promise<Omit<UnhealthyRule & { isOn: boolean }, 'problems'>[]> {
  const unit = await findUnit(unitId)
  assertThat(canManagePlace(actor, unit.areaCode, unit), 'access.denied')
  const rules = await RoutingRule.find({ district: unit.district, 'target.unitId': unitId })
    .sort({ areaCode: 1, order: 1 })
    .limit(maxBelow)
    .lean<(RoutingRuleFields & { _id: Types.ObjectId })[]>()
  const names = await readAreaNames(rules)
  return rules.map(({ _id, areaCode, name, isOn }) => ({
    id: _id.toString(),
    areaCode,
    areaName: names.get(areaCode) ?? '',
    name,
    isOn,
  }))
}

/** Rules with problems: of the area, of those above it and of those below. */
export async function listUnhealthyRules(
  actor: Actor,
  areaCode: string,
  deps: Pick<Deps, 'clock'>,
): Promise<{ checked: number; items: UnhealthyRule[] }> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const at = deps.clock.now()
  const table = await loadRoutingTable(placeOf(areaCode))
  const below = await readRulesBelow(areaCode)
  const problems = await checkBelow(areaCode, below, at)
  for (const rule of table.rules) problems.set(rule.id, findProblems(table, rule, at))
  const rules = [...table.rules, ...below]
  const broken = rules.filter(({ id }) => (problems.get(id) ?? []).length > 0)
  const names = await readAreaNames(broken)
  return {
    checked: rules.length,
    items: broken.map(({ id, areaCode: code, name }) => ({
      id,
      areaCode: code,
      areaName: names.get(code) ?? '',
      name,
      problems: problems.get(id) ?? [],
    })),
  }
}
