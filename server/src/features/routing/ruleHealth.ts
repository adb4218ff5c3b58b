import { areaLevelOf } from '@linli/shared/areas/areas'
import type { Category } from '@linli/shared/categories/category'
import { brokenReasonTexts, type BrokenReason } from '@linli/shared/routing/route'
import type { RuleProblem, RuleProblemReason } from '@linli/shared/routing/routingRule.contract'
import { findTarget, isHeld } from './route.target'
import type { RoutingRuleRow, RoutingTable } from './routing.reader'

/** As many names as help to find the mistake. */
const maxNames = 10

const categoryTexts: Record<Exclude<RuleProblemReason, BrokenReason>, string> = {
  categoryUnknown: '规则里的类别这里没有',
  categoryClosed: '规则里的类别已经停用',
  answerUnknown: '规则看的题目或答案，类别里已经没有了，这条规则用不上',
}

const toProblem = (reason: BrokenReason, subjects: string[]): RuleProblem => ({
  reason,
  text: brokenReasonTexts[reason],
  subjects: subjects.slice(0, maxNames),
})

/** Whether a question can still be answered as a rule asks; without options it is yes or no. */
const canBeAnswered = ({ asks }: Category, key: string, values: readonly string[]): boolean =>
  asks.some((ask) => {
    const possible = ask.kind === 'choice' ? ask.options.map(({ value }) => value) : ['true', 'false']
    return ask.key === key && (ask.kind === 'text' || values.some((value) => possible.includes(value)))
  })

/** The categories whose questions were changed so that the rule waits for an answer in vain. */
function findUnanswered(
  table: RoutingTable,
  { categories, answers }: RoutingRuleRow['conditions'],
): string[] {
  if (answers.length === 0) return []
  const meant = [...table.categories.values()].filter(
    ({ code }) => categories.length === 0 || categories.includes(code),
  )
  const fits = (category: Category) =>
    answers.every(({ key, values }) => canBeAnswered(category, key, values))
  if (meant.length === 0 || meant.some(fits)) return []
  return categories.length === 0 ? [] : meant.map(({ name }) => name)
}

function checkCategories(table: RoutingTable, { conditions }: RoutingRuleRow): RuleProblem[] {
  const unknown = conditions.categories.filter((code) => !table.categories.has(code))
  const closed = conditions.categories.map((code) => table.categories.get(code)).filter((c) => c?.isClosed)
  const found: [keyof typeof categoryTexts, string[]][] = [
    ['categoryUnknown', unknown],
    ['categoryClosed', closed.map((category) => category?.name ?? '')],
    ['answerUnknown', findUnanswered(table, conditions)],
  ]
  return found
    .filter(([, subjects]) => subjects.length > 0)
    .map(([reason, subjects]) => ({ reason, text: categoryTexts[reason], subjects }))
}

/** Grids or buildings that the rule may mean and that nobody looks after now. */
function findUnheld(
  table: RoutingTable,
  rule: RoutingRuleRow,
  level: 'grid' | 'building',
  at: Date,
): string[] {
  const named = rule.conditions.places.filter((code) => areaLevelOf(code) === level)
  return [...table.areaNames]
    .filter(([code]) => areaLevelOf(code) === level && (named.length === 0 || named.includes(code)))
    .filter(([code]) => !isHeld(table, `${level}:${code}`, at, true))
    .map(([, name]) => name)
}

/** Estates whose property company or owners' committee cannot take work, with the reason. */
function checkEstates(table: RoutingTable, rule: RoutingRuleRow, at: Date): RuleProblem[] {
  const problems = new Map<BrokenReason, string[]>()
  for (const [code, estate] of table.estates) {
    const { places, estate: wanted } = rule.conditions
    const isNamed = places.some((place) => areaLevelOf(place) === undefined)
    if (isNamed && !places.includes(code)) continue
    if (wanted === 'withProperty' && estate.propertyUnitId === undefined) continue
    if (wanted === 'withoutProperty' && estate.propertyUnitId !== undefined) continue
    const result = findTarget(table, rule.target, { ...table.place, estate: code }, at)
    if ('reason' in result) problems.set(result.reason, [...(problems.get(result.reason) ?? []), estate.name])
  }
  return [...problems].map(([reason, names]) => toProblem(reason, names))
}

/** Whether the target can take work. What depends on the place is checked only in the table of a community. */
export function checkTarget(table: RoutingTable, rule: RoutingRuleRow, at: Date): RuleProblem[] {
  const { target } = rule
  if (target.kind === 'triage') return []
  if (target.kind === 'unit') {
    const result = findTarget(table, target, table.place, at)
    const name = table.units.get(target.unitId)?.name
    return 'reason' in result ? [toProblem(result.reason, name === undefined ? [] : [name])] : []
  }
  if (table.place.community === undefined) return []
  if (target.kind === 'grid' || target.kind === 'building') {
    const unheld = findUnheld(table, rule, target.kind, at)
    return unheld.length > 0 ? [toProblem('nobodyOnDuty', unheld)] : []
  }
  if (target.kind === 'unitKind' && (target.unitKind === 'property' || target.unitKind === 'ownersCommittee'))
    return checkEstates(table, rule, at)
  const result = findTarget(table, target, table.place, at)
  return 'reason' in result ? [toProblem(result.reason, [])] : []
}

/** Everything that keeps a rule from working as it is written; a rule that is off has no problem. */
export function findProblems(table: RoutingTable, rule: RoutingRuleRow, at: Date): RuleProblem[] {
  return rule.isOn ? [...checkCategories(table, rule), ...checkTarget(table, rule, at)] : []
}
