import type { MotionState } from './motion.state'

/** How one community deliberates; each may set its own within `settingBounds`. */
export interface DeliberationSettings {
  /** So many co-signers bring a motion before the secretary; a motion keeps the number it began with. */
  coSigners: number
  /** Motions of one person that are not decided yet. */
  openPerPerson: number
  /** Days for an answer, weekends too. Source: product page, "answers with reasons within 7 days". */
  answerDays: number
  /** Days in which the co-signers must come together. */
  gatheringDays: number
  /** Working days in which what was accepted has to be voted on, or become a project. */
  stepDays: number
}

export const defaultDeliberation: DeliberationSettings = {
  coSigners: 10,
  openPerPerson: 2,
  answerDays: 7,
  gatheringDays: 60,
  stepDays: 22,
}

/** Within what a community may decide: nobody sets a threshold that no motion reaches, nor an answer without end. */
export const settingBounds: Record<keyof DeliberationSettings, { min: number; max: number }> = {
  coSigners: { min: 3, max: 100 },
  openPerPerson: { min: 1, max: 5 },
  answerDays: { min: 1, max: 7 },
  gatheringDays: { min: 14, max: 180 },
  stepDays: { min: 5, max: 66 },
}

export const motionLimits = {
  title: 40,
  /** Source: msgSecCheck v2, content ≤ 2,500 characters. */
  text: 2500,
  argumentText: 500,
  answerText: 1000,
  opinionText: 500,
  photos: 9,
  /** What one person says for or against one motion. */
  argumentsPerPerson: 5,
  /** Neighbours who joined a need before it can become a motion. */
  supportersOfNeed: 5,
  councillorHomes: 200,
} as const

/**
 * The share of adults, or of households, whose motion is voted on whatever the secretary thinks. Source: 村民委员会组织法
 * and 城市居民委员会组织法, 五分之一以上.
 */
export const fifth = { part: 1, of: 5 } as const

/** How many people or homes a register knows. */
export interface RegisterFigures {
  adults: number
  households: number
}

/** By which count one fifth is reached; undefined while by none, and where the register knows nobody. */
export function findFifth(signed: RegisterFigures, all: RegisterFigures): keyof RegisterFigures | undefined {
  const isReached = (key: keyof RegisterFigures): boolean =>
    all[key] > 0 && signed[key] * fifth.of >= all[key] * fifth.part
  return (['adults', 'households'] as const).find(isReached)
}

/** What a list shows together. */
export const motionPhases = ['gathering', 'waiting', 'voting', 'project', 'ended'] as const
export type MotionPhase = (typeof motionPhases)[number]

export const phaseNames: Record<MotionPhase, string> = {
  gathering: '正在联名',
  waiting: '等答复、等表决',
  voting: '正在表决',
  project: '定了、在办',
  ended: '已结束',
}

export const phaseOf: Record<MotionState, MotionPhase> = {
  gathering: 'gathering',
  submitted: 'waiting',
  scheduled: 'waiting',
  accepted: 'waiting',
  voting: 'voting',
  passed: 'project',
  underway: 'project',
  done: 'project',
  stopped: 'project',
  notPassed: 'ended',
  answered: 'ended',
  merged: 'ended',
  lapsed: 'ended',
  withdrawn: 'ended',
  removed: 'ended',
}

/** The way of a motion, as everybody can follow it. Source: 议题提出 → 民主决策 → 项目实施 → 效果评估. */
export const pathSteps = ['raise', 'coSign', 'decide', 'project', 'review'] as const
export type PathStep = (typeof pathSteps)[number]

export const pathNames: Record<PathStep, string> = {
  raise: '提出',
  coSign: '联名',
  decide: '答复和表决',
  project: '项目',
  review: '评估',
}

/** What the community owes a motion by its date. */
export const dueNames: Partial<Record<MotionState, string>> = {
  submitted: '社区答复',
  scheduled: '社区安排表决',
  accepted: '社区安排表决或开始做',
  passed: '社区开始做',
}

export const pathMarks = ['done', 'now', 'ahead', 'ended'] as const
export type PathMark = (typeof pathMarks)[number]

const reached: Record<MotionState, { step: PathStep; isEnd: boolean }> = {
  gathering: { step: 'coSign', isEnd: false },
  submitted: { step: 'decide', isEnd: false },
  scheduled: { step: 'decide', isEnd: false },
  accepted: { step: 'decide', isEnd: false },
  voting: { step: 'decide', isEnd: false },
  passed: { step: 'project', isEnd: false },
  underway: { step: 'project', isEnd: false },
  done: { step: 'review', isEnd: false },
  stopped: { step: 'project', isEnd: true },
  notPassed: { step: 'decide', isEnd: true },
  answered: { step: 'decide', isEnd: true },
  merged: { step: 'coSign', isEnd: true },
  lapsed: { step: 'coSign', isEnd: true },
  withdrawn: { step: 'coSign', isEnd: true },
  removed: { step: 'decide', isEnd: true },
}

/** Where a motion is on its way: what lies behind, what is now (or where it ended), what lies ahead. */
export function markPath(state: MotionState): { step: PathStep; mark: PathMark }[] {
  const { step: current, isEnd } = reached[state]
  const place = pathSteps.indexOf(current)
  return pathSteps.map((step, i) => {
    if (i < place) return { step, mark: 'done' }
    if (i > place) return { step, mark: 'ahead' }
    return { step, mark: isEnd ? 'ended' : 'now' }
  })
}
