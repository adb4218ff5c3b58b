import { motionLimits } from '@linli/shared/deliberation/motion'
import type { NeedRecord } from './need.model'

type Joined = Pick<NeedRecord, 'isPublicPlace' | 'isSensitive' | 'subject'>

/** What is everybody's: a public place, nobody's private matter, about nobody. */
export const isEverybodys = ({ isPublicPlace, isSensitive, subject }: Joined): boolean =>
  isPublicPlace && !isSensitive && !subject

/** So many neighbours said “me too” that whoever raised it may make a motion of it. */
export const canBecomeMotion = (need: NeedRecord, userId: string): boolean =>
  need.reporterId?.toString() === userId &&
  isEverybodys(need) &&
  need.motionId === undefined &&
  need.supporters.length >= motionLimits.supportersOfNeed
