import { postKindOf, postTargetOf, type Post } from '@linli/shared/users/posts'
import { areaLevelNames, areaLevelOf } from '@linli/shared/areas/areas'
import type { WhyCode } from '@linli/shared/routing/route'
import type { RoutingTable } from './routing.reader'

function nameArea(table: RoutingTable, code: string): string {
  return table.areaNames.get(code) ?? areaLevelNames[areaLevelOf(code) ?? 'community']
}

/** A post by name: 「顾村物业」「第一网格网格员」. Never the name of a person. */
export function namePost(table: RoutingTable, post: Post): string {
  const target = postTargetOf(post)
  switch (postKindOf(post)) {
    case 'unit':
      return table.units.get(target)?.name ?? '服务单位'
    case 'grid':
      return `${nameArea(table, target)}网格员`
    case 'building':
      return `${nameArea(table, target)}楼组长`
    case 'triage':
      return `${nameArea(table, target)}${areaLevelOf(target) === 'community' ? '工作人员' : '受理台'}`
    case 'admin':
      return `${nameArea(table, target)}管理员`
    case 'pool':
      return `${nameArea(table, target)}志愿者`
    case 'volunteer':
      return '志愿者'
  }
}

function explainRule(post: Post, name: string, isInTurn: boolean): string {
  switch (postKindOf(post)) {
    case 'unit':
      return `这类事情由${name}负责，直接交给他们。`
    case 'grid':
    case 'building':
      return `您那里由${name}照看，直接交给这位邻近的负责人。`
    case 'pool':
      return `这件事邻居就能帮上忙，请${name}${isInTurn ? '轮流来办' : '来接'}。`
    default:
      return `交给${name}，由他们来办。`
  }
}

/** Why a post got the need, in one sentence for the resident. */
export function explainRoute(
  post: Post,
  name: string,
  {
    whyCode,
    isBroken,
    isReroute,
    isInTurn = false,
  }: { whyCode: WhyCode; isBroken: boolean; isReroute: boolean; isInTurn?: boolean },
): string {
  const again = isReroute ? '情况有变，重新安排：' : ''
  if (whyCode === 'aboveSubject')
    return `${again}这件事涉及具体的单位或工作人员，交给上一级，由${name}来办，被反映的一方看不到。`
  const instead = isBroken ? '原来负责的一方眼下接不了，' : ''
  if (whyCode === 'lastResort') return `${again}${instead}先交给${name}，由他们找合适的人来办。`
  return `${again}${instead}${explainRule(post, name, isInTurn)}`
}
