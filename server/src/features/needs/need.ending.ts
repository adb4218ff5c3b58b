import { isBadRating } from '@linli/shared/needs/need.state'
import { postKindOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import { assertThat } from '../../lib/appError'
import { describePost } from '../areas/post.service'
import { handTo, type NeedChange } from './need.change'
import { Need, type NeedRecord } from './need.model'
import { attach, type BodyOf, type Move, type Plan } from './need.move'
import { findProxyBond, listDesksAbove } from './need.policy'
import { isBarred } from './need.secrecy'

/** One level up, at the top the same desk; of a complaint never one at which its subject sits. */
async function findDeskAbove(need: NeedRecord): Promise<Post> {
  for (const desk of listDesksAbove(need.triage)) if (!(await isBarred(desk, need))) return desk
  return need.triage
}

/** The first dispute goes back to the same handler; the second is decided one level up. */
export const dispute: Plan<'dispute'> = async (body, move) => {
  const { need, now } = move
  const media = await attach(body.photoIds, move)
  const common = { inc: ['disputes' as const], text: body.text, media }
  const cleared = ['resolvedAt', 'resolvedBy', 'isOnTime', 'escalatedAt', 'warnedFor'] as const
  const isSecond = need.disputes >= 1 || need.state === 'declined'
  if (!isSecond)
    return {
      to: 'accepted',
      ...common,
      set: { isCallbackDue: false, heldSince: now },
      unset: [...cleared],
      details: { postName: need.postName },
    }
  const desk = await findDeskAbove(need)
  const target = await describePost(desk)
  assertThat(target, 'need.post_unknown')
  const given = handTo(need, target, { desk, now })
  return {
    to: 'assigned',
    ...common,
    set: { ...given.set, triage: desk, isCallbackDue: false },
    unset: [...given.unset, ...cleared, 'closedAt'],
    details: { postName: target.name, isSecond: true },
  }
}

/** Done, says the holder; on time is measured now, and silence does not close it. */
export const resolve: Plan<'resolve'> = async (body, move) => {
  const { need, actor, now } = move
  const { isMet } = body
  assertThat(need.kind !== 'visit' || isMet !== undefined, 'need.met_missing')
  const meeting = need.kind === 'visit' && isMet !== undefined ? { isMet } : undefined
  const isOwn = need.reporterId?.toString() === actor.userId
  const isLate = need.resolveBy === undefined || now > need.resolveBy
  return {
    to: 'resolved',
    set: {
      resolvedAt: now,
      resolvedBy: new Types.ObjectId(actor.userId),
      isOnTime: !isLate && need.extensions === 0 && !need.wasHeld,
      isCallbackDue: !need.canConfirm || isOwn,
      isCallDue: false,
      ...meeting,
    },
    unset: ['pausedAt', 'reviewAt', 'escalatedAt', 'warnedFor'],
    text: body.text,
    ...(meeting ? { details: meeting } : {}),
    media: await attach(body.photoIds, move),
  }
}

interface Ending {
  outcome: 'solved' | 'partly' | 'notSolved'
  reason?: string | undefined
}

/** Closed, with how it ended. */
export function endWith({ outcome, reason }: Ending, now: Date): Pick<NeedChange, 'set' | 'details'> {
  return {
    set: { outcome, closedAt: now, ...(reason === undefined ? {} : { outcomeReason: reason }) },
    details: { outcome, ...(reason === undefined ? {} : { reason }) },
  }
}

/** A rating; a bad one is called back. */
export function rateWith(
  body: Pick<BodyOf<'rate'>, 'grade' | 'reasons' | 'text'>,
  { need, actor, now }: Move,
): Partial<NeedRecord> {
  const rating = {
    grade: body.grade,
    reasons: body.reasons,
    at: now,
    ...(body.text === undefined ? {} : { text: body.text }),
    ...(findProxyBond(actor, need) ? { isByProxy: true } : {}),
  }
  return { rating, isCallbackDue: isBadRating(body.grade) }
}

/** The same thing raised twice: this one ends in the other. */
export const merge: Plan<'merge'> = async (body, { need, now }) => {
  const into = await Need.findOne({ _id: body.into, triage: need.triage, open: true }, { _id: 1 }).lean()
  assertThat(into && !into._id.equals(need._id), 'need.merge_target')
  return { to: 'merged', set: { mergedInto: into._id, closedAt: now }, details: { into: body.into } }
}

/** Back to whom had it; where that post is gone or was a volunteer, to the desk. */
export async function planReopen(text: string, move: Move): Promise<NeedChange> {
  const { need, now } = move
  const known = postKindOf(need.post) === 'volunteer' ? undefined : await describePost(need.post)
  const mayHave = known?.isOpen && !(await isBarred(known.post, need))
  const target = mayHave ? known : await describePost(need.triage)
  assertThat(target, 'need.post_unknown')
  const given = handTo(need, target, { desk: need.triage, now })
  return {
    to: 'assigned',
    set: { ...given.set, isCallbackDue: false },
    unset: [
      ...given.unset,
      'closedAt',
      'turn',
      'outcome',
      'outcomeReason',
      'rating',
      'resolvedAt',
      'resolvedBy',
      'isOnTime',
      'escalatedAt',
    ],
    text,
    details: { postName: target.name },
  }
}
