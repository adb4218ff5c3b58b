import type { Place } from '@linli/shared/areas/areas'
import type { Answers, Category, NeedClock } from '@linli/shared/categories/category'
import type { BrokenReason, Subject, WhyCode } from '@linli/shared/routing/route'
import type { Post } from '@linli/shared/users/posts'

/**
 * What a route depends on. `computeRoute(input, deps)` in routing.service.ts answers it and never leaves a need
 * unassigned.
 */
export interface RouteInput {
  category: Pick<Category, 'code' | 'clock' | 'isDanger'>
  /** All ancestors that are known; the estate is part of it. */
  place: Place
  /** The instant that time windows are read at: when the need is released or routed again. */
  at: Date
  answers?: Answers | undefined
  /** Whom the need is about: it goes one level above, and never to a post its subject holds. */
  complaintAbout?: Subject | undefined
  /** Posts that must not get it, such as the one that has just returned it. */
  excludedPosts?: readonly Post[] | undefined
  /** Routed before, and now again because category, place or subject changed; it shows in `why`. */
  isReroute?: boolean | undefined
}

/** A rule that matched and could not take the need; the need keeps it and the rule's health shows it. */
export interface BrokenRule {
  ruleId: string
  reason: BrokenReason
}

export interface ComputedRoute {
  post: Post
  /** Of the post, to be read by people: 「顾村物业」「第一网格网格员」. Never the name of a person. */
  postName: string
  /** The area the post works for. */
  postArea: string
  /** The rule that sent it; absent with the last resort and above a subject. */
  rule?: { id: string; name: string; areaCode: string } | undefined
  /** One sentence for the resident. */
  why: string
  whyCode: WhyCode
  /** The pool is to give it to its next volunteer in turn, of those with the skill if one is named. */
  turn?: { skill?: string | undefined } | undefined
  broken: BrokenRule[]
  /** The rule's own clock, else the category's. */
  clock: NeedClock
}
