import type { Post } from '../users/posts'

/** Why a rule that matched could not take the need; shown to those who keep the rules. */
export const brokenReasons = [
  'unitMissing',
  'unitClosed',
  'unitEmpty',
  'noUnitOfKind',
  'nobodyOnDuty',
  'placeUnknown',
  'excluded',
] as const
export type BrokenReason = (typeof brokenReasons)[number]

export const brokenReasonTexts: Record<BrokenReason, string> = {
  unitMissing: '规则指向的单位已经不存在',
  unitClosed: '规则指向的单位已经停用',
  unitEmpty: '规则指向的单位还没有工作人员',
  noUnitOfKind: '这里没有这一类单位',
  nobodyOnDuty: '这个岗位眼下没有人值守',
  placeUnknown: '没有填到网格或楼栋，找不到负责的人',
  excluded: '这个岗位与诉求有关，需要回避',
}

/** What decided a route: a rule, the last resort, or the step above the subject of a complaint. */
export type WhyCode = 'rule' | 'lastResort' | 'aboveSubject'

/** Whom a need is about, as the author picks it or staff set it. A post stands for whoever holds it. */
export type Subject = { kind: 'unit'; id: string } | { kind: 'user'; id: string } | { kind: 'post'; id: Post }
