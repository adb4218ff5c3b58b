import { z } from 'zod'
import { defineContract } from '../contract'
import { id } from '../schemas'
import { roles } from '../users/roles'
import { waitingCeiling, waitingKinds } from './waiting'

const count = z
  .number()
  .int()
  .min(1)
  .max(waitingCeiling + 1)

export const waitingContracts = {
  listWaiting: defineContract({
    method: 'get',
    path: '/api/workbench/waiting',
    summary: '工作台：这个任职现在有哪些事在等，各有几件、几件超时，最急的在前；没有的不列',
    access: roles,
    query: z.strictObject({
      /** Of one's own, in force and on duty. */
      membership: id,
    }),
    response: z.object({
      /** What has nothing waiting is left out; overdue first, then as `waitingKinds`. One more than `atMost` means more. */
      items: z.array(
        z.object({
          kind: z.enum(waitingKinds),
          count,
          /** Of them overdue, or of people who may be in danger. */
          late: z.number().int().min(0),
          /** Which one to open, of what has no list of its own. */
          firstId: id.optional(),
        }),
      ),
      atMost: z.number().int(),
    }),
    success: 200,
  }),
}
