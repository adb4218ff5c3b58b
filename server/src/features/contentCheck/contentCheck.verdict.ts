import type { ContentReason, ContentState, WatchReason } from '@linli/shared/contentCheck/contentCheck'
import type { UncheckedReason } from '../../integrations/wechat/wechat.port'

/** The text, or one file, and what is known of it. */
export interface CheckedPart {
  mediaId?: string
  /** `waiting`: handed in, no verdict yet. `failed`: could not be handed in, to be tried again. */
  verdict: 'pass' | 'review' | 'risky' | 'waiting' | 'failed'
  label?: number | undefined
  uncheckedReason?: UncheckedReason | undefined
  /** A person must look or listen, whatever WeChat says. */
  mustReview?: boolean
}

interface Reason {
  code: ContentReason
  label?: number
  mediaId?: string
}

export interface Judgement {
  state: ContentState
  reasons: Reason[]
}

function explainPart(part: CheckedPart, isOverdue: boolean): ContentReason | undefined {
  if (part.verdict === 'risky') return 'risky'
  if (part.mustReview) return 'unconverted'
  if (part.verdict === 'review') return part.uncheckedReason ?? 'suspicious'
  if (!isOverdue || part.verdict === 'pass') return undefined
  return part.verdict === 'failed' ? 'failed' : 'noAnswer'
}

function explain(part: CheckedPart, isOverdue: boolean): Reason[] {
  const code = explainPart(part, isOverdue)
  if (code === undefined) return []
  return [
    {
      code,
      ...(part.label === undefined ? {} : { label: part.label }),
      ...(part.mediaId === undefined ? {} : { mediaId: part.mediaId }),
    },
  ]
}

/**
 * What follows from what is known. Passing needs a `pass` for every part and no word the area watches for;
 * whatever was not checked in time goes to a person (must-get-right 23).
 */
export function judge(
  parts: readonly CheckedPart[],
  {
    hasSensitiveWord,
    isOverdue,
    watch,
  }: { hasSensitiveWord: boolean; isOverdue: boolean; watch?: WatchReason | undefined },
): Judgement {
  const reasons = parts.flatMap((part) => explain(part, isOverdue))
  if (hasSensitiveWord) reasons.push({ code: 'words' })
  if (watch) reasons.push({ code: watch })
  if (reasons.some(({ code }) => code === 'risky')) return { state: 'hidden', reasons }
  if (reasons.length > 0) return { state: 'review', reasons }
  return { state: parts.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'pending', reasons }
}
