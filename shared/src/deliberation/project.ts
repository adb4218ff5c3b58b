export const projectStates = ['underway', 'done', 'stopped'] as const
export type ProjectState = (typeof projectStates)[number]

/** What the community's staff do to a project; residents rate one that is done. */
export const projectActions = ['report', 'reachMilestone', 'spend', 'finish', 'stop', 'rate'] as const
export type ProjectAction = (typeof projectActions)[number]

/**
 * State × action → next state and who may. What was spent can still be written down after the end; finished is what had
 * every milestone reached.
 */
export const projectTransitions: Record<
  ProjectState,
  Partial<Record<ProjectAction, { to: ProjectState; by: 'staff' | 'resident' }>>
> = {
  underway: {
    report: { to: 'underway', by: 'staff' },
    reachMilestone: { to: 'underway', by: 'staff' },
    spend: { to: 'underway', by: 'staff' },
    finish: { to: 'done', by: 'staff' },
    stop: { to: 'stopped', by: 'staff' },
  },
  done: { spend: { to: 'done', by: 'staff' }, rate: { to: 'done', by: 'resident' } },
  stopped: { spend: { to: 'stopped', by: 'staff' } },
}

export const projectStateTexts: Record<ProjectState, string> = {
  underway: '正在实施',
  done: '做好了',
  stopped: '停下来了',
}

export const projectLimits = {
  title: 40,
  text: 1000,
  unitText: 40,
  milestones: 12,
  milestoneTitle: 40,
  updateText: 500,
  /** Progress reports kept with a project; a year of weekly ones. */
  updates: 60,
  spends: 60,
  spendNote: 60,
  photos: 9,
  commentText: 300,
  /** One hundred million yuan in fen: a mistyped zero is no budget of a community. */
  mostFen: 10_000_000_000,
} as const

export const effectGrades = [5, 4, 3, 2, 1] as const
export type EffectGrade = (typeof effectGrades)[number]

export const effectNames: Record<EffectGrade, string> = {
  5: '非常满意',
  4: '满意',
  3: '基本满意',
  2: '不满意',
  1: '非常不满意',
}
