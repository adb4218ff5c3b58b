import { z } from 'zod'

/** A fault that is switched on for a path, for a number of calls or until it is switched off. */
export const faultSchema = z.strictObject({
  /** A path as the real host has it, or `*` for every one. */
  path: z.string().min(1),
  kind: z.enum([
    'slow',
    'error',
    'drop',
    'badGateway',
    'noPush',
    'duplicatePush',
    'forgedPush',
    'verdict',
    // WeChat Pay: of replies
    'payError',
    'signTest',
    'forged',
    'badHash',
    'refundOutcome',
    // WeChat Pay: of notices, by their event type
    'signTestPush',
    'latePush',
    'earlyPush',
    'wrongAmountPush',
    'v2Push',
  ]),
  /** For `slow` and `latePush`. */
  delayMs: z.number().int().min(0).max(86_400_000).optional(),
  /** For `error`, for example -1 or 45009. */
  errcode: z.number().int().optional(),
  /** For `payError`: default 500 SYSTEM_ERROR. */
  status: z.number().int().min(400).max(599).optional(),
  code: z.string().min(1).optional(),
  /** For `refundOutcome`: how the next refund ends. */
  outcome: z.enum(['SUCCESS', 'CLOSED', 'ABNORMAL']).optional(),
  /** For `verdict`: what the next content checks answer. */
  suggest: z.enum(['pass', 'review', 'risky']).optional(),
  /** How many calls meet it; left out: all. */
  times: z.number().int().min(1).optional(),
})

type Fault = z.output<typeof faultSchema>

export interface Faults {
  list(): Fault[]
  replace(faults: Fault[]): void
  /** The first fault of these kinds for the path, counted as met once. */
  take(path: string, kinds: readonly Fault['kind'][]): Fault | undefined
}

export function createFaults(): Faults {
  let active: Fault[] = []
  return {
    list: () => active,
    replace(faults) {
      active = faults.map((fault) => ({ ...fault }))
    },
    take(path, kinds) {
      const fault = active.find((f) => (f.path === path || f.path === '*') && kinds.includes(f.kind))
      if (fault?.times !== undefined) {
        fault.times -= 1
        if (fault.times === 0) active = active.filter((f) => f !== fault)
      }
      return fault
    },
  }
}
