import { z } from 'zod'
import { clockPattern } from '../schedule'

const clock = z.string().regex(clockPattern)

/** From when to when somebody works on a day: 「13:00」 to 「21:00」. */
export const workingHours = z
  .strictObject({ from: clock, to: clock })
  .refine(({ from, to }) => from < to, { message: '下班要晚于上班', path: ['to'] })
export type WorkingHours = z.output<typeof workingHours>
