import type { SubscribeContent } from '@linli/shared/messages/templates'
import { formatClock, toShanghaiDay } from '@linli/shared/time'

/** What a letter quotes of the thing it is about, and what is read instead while any of it is taken away. */
export interface Quote {
  /** As the feature names them, see `registerQuoted`. */
  pieces: string[]
  title: string
  body: string
}

/** What one person is told about one thing that happened; how it reaches them is decided by the planner. */
export interface Message {
  userId: string
  /** `noun.pastVerb`, such as `need.accepted`. */
  event: string
  title: string
  body: string
  /** Set where these words quote what may be taken away later. */
  quote?: Quote
  /** Where a tap leads: a page of the mini program with its query, without a leading slash. */
  page: string
  /** The need it is about. */
  need?: string
  /** The area whose administrator sees it when it cannot be delivered. */
  district: string
  /** Goes out at once by every channel, whatever the person prefers. */
  isUrgent?: boolean
  /** About work waiting in a queue of the staff, not about one's own need: bundled unless the person asks. */
  isQueue?: boolean
  /** A subscription message; values are cut to what WeChat takes. */
  subscribe?: SubscribeContent
  /** Set when the person should also get an SMS; no names, no health, no address in it. */
  smsText?: string
  /** Set when the person should also be called. */
  voiceText?: string
}

/** A time as WeChat's `time` fields take it: 「2026-11-23 08:30」. */
export function formatMessageTime(instant: Date): string {
  return `${toShanghaiDay(instant)} ${formatClock(instant)}`
}
