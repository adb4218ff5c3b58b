import type { z } from 'zod'

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
      return `太少、太小或太短，至少 ${String(issue.minimum)}`
    case 'too_big':
      return `太多、太大或太长，最多 ${String(issue.maximum)}`
    case 'unrecognized_keys':
      return '有多余的内容'
    default:
      return '这一项填得不对'
  }
}
