import type { z } from 'zod'

type Words = (bound: string) => string
const tooSmall: { number: Words } & Partial<Record<string, Words>> = {
  string: (least) => (least === '1' ? '这一项没有填' : `太短了，至少 ${least} 个字`),
  array: (least) => `太少了，至少 ${least} 项`,
  number: (least) => `太小了，至少 ${least}`,
}
const tooBig: { number: Words } & Partial<Record<string, Words>> = {
  string: (most) => `太长了，最多 ${most} 个字`,
  array: (most) => `太多了，最多 ${most} 项`,
  number: (most) => `太大了，最多 ${most}`,
}

const describeBound = (say: Words, bound: unknown): string => say(String(bound))

/**
 * What is wrong with a field, for whoever filled it in, where its contract has no words of its own. The library's are
 * English and speak of types.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '这一项没有填' : '这一项填得不对'
    case 'invalid_value':
      return '请从给出的选项里选'
    case 'too_small':
      return describeBound(tooSmall[issue.origin] ?? tooSmall.number, issue.minimum)
    case 'too_big':
      return describeBound(tooBig[issue.origin] ?? tooBig.number, issue.maximum)
    case 'unrecognized_keys':
      return '有多余的内容'
    default:
      return '这一项填得不对'
  }
}
