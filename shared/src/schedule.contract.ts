import { z } from 'zod'
import { clockOrMidnightPattern, toMinutes, type Schedule } from './schedule'

const clock = z.string().regex(clockOrMidnightPattern)

const span = z
  .strictObject({ from: clock, to: clock })
  .refine(({ from, to }) => toMinutes(from) < toMinutes(to), { message: '开始时间要早于结束时间' })

const spans = z
  .array(span)
  .min(1)
  .max(4)
  .refine(
    (list) => list.every((item, i) => i === 0 || toMinutes(list[i - 1]?.to ?? '') <= toMinutes(item.from)),
    {
      message: '时间段要按先后排列，不能重叠',
    },
  )

const weekdays = z
  .array(z.number().int().min(0).max(6))
  .min(1)
  .refine((list) => new Set(list).size === list.length, { message: '同一天只选一次' })

/** A schedule as it travels: checked, ordered, not overlapping. */
export const scheduleSchema: z.ZodType<Schedule, Schedule> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  z.strictObject({
    kind: z.literal('hours'),
    days: z.union([z.enum(['workdays', 'daily']), weekdays]),
    spans,
  }),
])
