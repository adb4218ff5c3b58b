import { errcodes, WechatError } from './wechat.error'
import type { TextVerdict, UncheckedReason } from './wechat.port'

/** What a check that did not happen counts as. */
export interface Unchecked {
  verdict: 'review'
  uncheckedReason: UncheckedReason
}

/**
 * The one home of the rule "no check means review, never pass": without an openid nothing is asked, and whatever
 * goes wrong (61010, quota, time-out, an answer nobody understands) ends in the review list.
 */
export async function reviewOnFailure<T>(
  openid: string,
  check: () => Promise<T>,
  onProblem?: (error: unknown) => void,
): Promise<T | Unchecked> {
  if (openid.trim() === '') return { verdict: 'review', uncheckedReason: 'noOpenid' }
  try {
    return await check()
  } catch (error) {
    const isNotVisited = error instanceof WechatError && error.errcode === errcodes.notVisited
    // An author who was not here lately is nothing out of order.
    if (!isNotVisited) onProblem?.(error)
    return { verdict: 'review', uncheckedReason: isNotVisited ? 'notVisited' : 'failed' }
  }
}

/** WeChat's `suggest` as a verdict: `pass` only for the word itself. */
export function readSuggest(suggest: string | undefined): TextVerdict['verdict'] {
  return suggest === 'pass' || suggest === 'risky' ? suggest : 'review'
}

const badness = { pass: 0, review: 1, risky: 2 }

/** The worst of several; none at all is `review`. */
export function worstVerdict(verdicts: readonly TextVerdict[]): TextVerdict {
  const none: TextVerdict = { verdict: 'review', uncheckedReason: 'failed' }
  return verdicts.length === 0
    ? none
    : verdicts.reduce((worst, next) => (badness[next.verdict] > badness[worst.verdict] ? next : worst))
}

const partLength = 2500
/** Parts overlap, so that words on a seam are seen whole by one of them. */
const overlap = 50

/** Cuts a text into parts of at most 2,500 code points, the limit of msgSecCheck. */
export function splitText(text: string): string[] {
  const points = Array.from(text)
  const parts: string[] = []
  for (let start = 0; ; start += partLength - overlap) {
    parts.push(points.slice(start, start + partLength).join(''))
    if (start + partLength >= points.length) return parts
  }
}
