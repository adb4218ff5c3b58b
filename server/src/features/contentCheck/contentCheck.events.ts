import type { ContentState } from '@linli/shared/contentCheck/contentCheck'
import type { Deps } from '../../deps'

/** What a feature learns about something it had checked. */
export interface ContentDecision {
  subject: { kind: string; id: string; field: string }
  state: Exclude<ContentState, 'pending'>
  /** Grows with each decision about the same subject; an older one may come late and must not win. */
  version: number
  /** Somebody has read it and decided; else it is the check's word. */
  isByPerson?: boolean
  /** The level above has decided after an appeal: nobody can report it any more. */
  isFinal?: boolean
  userId: string
  /** Whom it is about, as its author or whoever decided has said. */
  aboutUserId?: string
  mediaIds: string[]
}

type Handler = (decision: ContentDecision, deps: Deps) => Promise<void>

const handlers = new Map<string, Handler>()

/**
 * Called once when the feature is loaded. The handler runs after the check, never in a request, at least once for
 * the latest decision, also after a crash or when it threw; it should be idempotent.
 */
export function onContentDecided(subjectKind: string, handler: Handler): void {
  handlers.set(subjectKind, handler)
}

export async function announceDecision(decision: ContentDecision, deps: Deps): Promise<void> {
  await handlers.get(decision.subject.kind)?.(decision, deps)
}
