import { defaultClocks } from '@linli/shared/categories/category'
import type { DeliberationSettings } from '@linli/shared/deliberation/motion'
import { needRules } from '@linli/shared/needs/need.state'
import { addDays, fromShanghaiDay } from '@linli/shared/time'
import { addWorkingTime } from '../../lib/workingTime'
import { scheduleOf } from '../routing/deadline'
import type { ProjectRecord } from './project.model'

const workingDayMinutes = 8 * 60
const schedule = scheduleOf(defaultClocks.ordinary)

/**
 * By when something has to be heard of a project after these news: by the end of the day on which its next step is to be
 * reached, and at the latest after as many working days as any other step may take. Pure.
 * @returns `checkAt`: when its desk is reminded.
 */
export function computeProjectDue(
  { milestones }: Pick<ProjectRecord, 'milestones'>,
  { stepDays }: Pick<DeliberationSettings, 'stepDays'>,
  news: Date,
): { dueBy: Date; checkAt: Date } {
  const ends = milestones
    .filter(({ doneAt }) => doneAt === undefined)
    .map(({ dueOn }) => fromShanghaiDay(addDays(dueOn, 1)).getTime())
    .filter((end) => end > news.getTime())
  const idle = addWorkingTime(news, stepDays * workingDayMinutes, schedule).getTime()
  const dueBy = Math.min(idle, ...ends)
  const whole = dueBy - news.getTime()
  return { dueBy: new Date(dueBy), checkAt: new Date(news.getTime() + whole * needRules.warnAtShare) }
}

/** What the clock wrote, and news take away. */
export const clockGone = { warnedAt: 1, escalatedAt: 1 } as const
