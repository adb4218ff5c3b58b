import type { NeedActionBody } from '@linli/shared/needs/need.actions'
import { findTransition, type NeedAction, type NeedState } from '@linli/shared/needs/need.state'
import type { Post } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { attachMedia, type MediaSnapshot } from '../media/media.service'
import { resumeClock } from '../routing/deadline'
import { postsOf, type Actor } from '../users/actor'
import type { NeedChange } from './need.change'
import type { NeedRecord } from './need.model'
import { listDesksAbove } from './need.policy'

export type BodyOf<A extends NeedAction> = Extract<NeedActionBody, { action: A }>
export interface Move {
  need: NeedRecord
  actor: Actor
  now: Date
  deps: Deps
}
export type Plan<A extends NeedAction> = (body: BodyOf<A>, move: Move) => NeedChange | Promise<NeedChange>

/** The state the table names for an action in the need's present state. */
export function targetOf(need: NeedRecord, action: NeedAction): NeedState {
  const transition = findTransition(need.state, action)
  assertThat(transition, 'need.invalid_transition')
  return transition.to
}

/** The photos and recordings sent with it. */
export const attach = (ids: string[] = [], { actor, need, deps }: Move): Promise<MediaSnapshot[]> =>
  attachMedia(actor, ids, { kind: 'need', id: need._id.toString() }, deps)

/** The desk the actor sits at that may act on this need: the one that answers for it, else the one above. */
export function deskOf({ need, actor }: Move): Post {
  const posts = postsOf(actor)
  if (posts.includes(need.triage)) return need.triage
  return listDesksAbove(need.triage).find((desk) => posts.includes(desk)) ?? need.triage
}

/** The clock stood still since `pausedAt`; what was left then is left now. */
export function resume({ need, now }: Move): Pick<NeedChange, 'set' | 'unset'> {
  const { acceptBy, resolveBy, pausedAt } = need
  if (!acceptBy || !resolveBy || !pausedAt) return { unset: ['pausedAt', 'reviewAt'] }
  const moved = resumeClock({ acceptBy, resolveBy, warnAt: resolveBy }, pausedAt, now, need.clock)
  return {
    set: { acceptBy: moved.acceptBy, resolveBy: moved.resolveBy },
    unset: ['pausedAt', 'reviewAt', 'holdReason'],
  }
}
