import { areaLevelNames, unitKindNames } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { dryRunRoutingRules, RuleView } from '@linli/shared/routing/routingRule.contract'
import type { RuleTarget } from '@linli/shared/routing/rule'
import type { DryRunItem } from './dryRun.service'
import { namePost } from './route.words'
import type { RoutingTable } from './routing.reader'
import type { ListedRule } from './routingRule.service'

function nameTarget(table: RoutingTable, target: RuleTarget): string {
  switch (target.kind) {
    case 'unit':
      return table.units.get(target.unitId)?.name ?? '已不存在的单位'
    case 'unitKind':
      if (target.unitKind === 'property' || target.unitKind === 'ownersCommittee')
        return `小区的${unitKindNames[target.unitKind]}`
      return `最近的${unitKindNames[target.unitKind]}`
    case 'grid':
      return '所在网格的网格员'
    case 'building':
      return '所在楼栋的楼组长'
    case 'pool':
      return `${target.skill === undefined ? '' : `会${target.skill}的`}社区志愿者${target.inTurn ? '，轮流' : ''}`
    case 'triage': {
      const { district, street, community } = table.place
      const code = { district, street, community }[target.level]
      return code === undefined ? `${areaLevelNames[target.level]}受理台` : namePost(table, `triage:${code}`)
    }
  }
}

export function viewRule(
  table: RoutingTable,
  { rule, version, problems }: ListedRule,
  areaCode: string,
): RuleView {
  return {
    ...rule,
    areaName: table.areaNames.get(rule.areaCode) ?? '',
    targetName: nameTarget(table, rule.target),
    version,
    isOwn: rule.areaCode === areaCode,
    problems,
  }
}

type DryRunView = OutputOf<typeof dryRunRoutingRules.response>

export function viewDryRun(items: readonly DryRunItem[]): DryRunView {
  const counts = new Map<string, { before: number; after: number }>()
  const add = (name: string, key: 'before' | 'after'): void => {
    const count = counts.get(name) ?? { before: 0, after: 0 }
    counts.set(name, { ...count, [key]: count[key] + 1 })
  }
  for (const { before, after } of items) {
    add(before, 'before')
    add(after, 'after')
  }
  return {
    checked: items.length,
    changed: items.filter(({ isChanged }) => isChanged).length,
    counts: [...counts]
      .map(([postName, count]) => ({ postName, ...count }))
      .sort((a, b) => b.after - a.after || b.before - a.before),
    items: items.map(({ need, categoryName, before, after, ruleIndex, isChanged, brokenReasons }) => ({
      id: need.id,
      at: need.at.toISOString(),
      ...{ categoryName, before, after, ruleIndex, isChanged, brokenReasons },
    })),
  }
}
