import { z } from 'zod'
import { defineContract } from '../contract'
import { forumHome } from '../forum/forum.contract'
import { areaCode, instant } from '../schemas'
import { motionPhases, settingBounds, type DeliberationSettings } from './motion'

const bounded = (key: keyof DeliberationSettings) =>
  z.int().min(settingBounds[key].min).max(settingBounds[key].max)

const settings = {
  coSigners: bounded('coSigners'),
  openPerPerson: bounded('openPerPerson'),
  answerDays: bounded('answerDays'),
  gatheringDays: bounded('gatheringDays'),
  stepDays: bounded('stepDays'),
}

const share = z.object({ part: z.int(), of: z.int() })

export const deliberationHome = z.object({
  community: z.object({ code: areaCode, name: z.string() }),
  settings: z.object(settings),
  /** Homes that said something in any motion, of all homes; absent where the register knows none. */
  householdsHeard: share.optional(),
  counts: z.array(z.object({ phase: z.enum(motionPhases), motions: z.int() })),
  /** May raise a motion now. */
  canRaise: z.boolean(),
  /** Is one of the councillors. */
  isCouncillor: z.boolean(),
  /** Sits at the community's desk, or is its secretary. */
  desk: z.enum(['secretary', 'worker', 'none']),
  /** How the forum names one, seen before the first word. */
  forum: forumHome.optional(),
})
export type DeliberationHome = z.output<typeof deliberationHome>

/** One month of deliberation; every part stands with its whole. */
const month = z.object({
  from: instant,
  raised: z.int(),
  coSignatures: z.int(),
  answered: z.int(),
  /** Of those answered, within the time. */
  onTime: z.int(),
  /** Half of those answered took no longer; absent where none was. */
  medianHours: z.number().optional(),
})

export const deliberationContracts = {
  getDeliberationHome: defineContract({
    method: 'get',
    path: '/api/deliberation/home',
    summary: '议事厅：有多少议题，我在这里能做什么',
    access: 'user',
    query: z.strictObject({ community: areaCode }),
    response: deliberationHome,
    success: 200,
    errors: ['forum.not_a_member'],
  }),
  getDeliberationFigures: defineContract({
    method: 'get',
    path: '/api/deliberation/figures',
    summary: '参与了多少、多久答复、结果怎样',
    access: 'user',
    query: z.strictObject({ community: areaCode }),
    response: z.object({
      householdsHeard: share.optional(),
      answered: z.int(),
      onTime: z.int(),
      /** Past their time and not answered yet: part of the whole that `onTime` is held against. */
      openLate: z.int(),
      /** Half of the answers took no longer. */
      medianHours: z.number().optional(),
      decided: z.object({ passed: z.int(), notPassed: z.int(), answered: z.int(), stopped: z.int() }),
      months: z.array(month),
    }),
    success: 200,
    errors: ['forum.not_a_member'],
  }),
  setDeliberationSettings: defineContract({
    method: 'put',
    path: '/api/deliberation/settings',
    summary: '几个人联名、几天答复；已经在联名的议题照原来的办',
    access: ['secretary', 'streetOfficer'],
    body: z.strictObject({ community: areaCode, ...settings }),
    response: z.object(settings),
    success: 200,
  }),
}
