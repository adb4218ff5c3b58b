import type { NeedActionBody } from '@linli/shared/needs/need.actions'
import type { NeedAction } from '@linli/shared/needs/need.state'
import { fromShanghaiDay } from '@linli/shared/time'
import { AppError, wrongField } from '../../lib/appError'
import { describePost } from '../areas/post.service'
import type { NeedChange } from './need.change'
import { findReviewDate } from './need.clock'
import { dispute, endWith, merge, planReopen, rateWith, resolve } from './need.ending'
import { accept, assign, coordinate, giveBack } from './need.handing'
import { attach, deskOf, resume, type Move, type Plan } from './need.move'
import { findParties } from './need.policy'
import { planReroute } from './need.reroute'

const extend: Plan<'extend'> = (body, { need, now }) => {
  const until = fromShanghaiDay(body.until, 17 * 60)
  const isLater = need.resolveBy !== undefined && until > need.resolveBy && until > now
  if (!isLater) throw new AppError('request.invalid', wrongField('body', ['until'], 'too_early'))
  return {
    to: need.state,
    set: { resolveBy: until },
    unset: ['warnedFor', 'escalatedAt', 'supervisedBy'],
    inc: ['extensions'],
    details: { until: body.until, reason: body.reason },
  }
}

/** What each action changes. The table in shared says from where to where and who; guards say when. */
const plans: { [A in NeedAction]: Plan<A> } = {
  withdraw: (_, { now }) => ({ to: 'withdrawn', set: { closedAt: now } }),
  supplement: async (body, move) => ({
    to: move.need.state,
    text: body.text,
    media: await attach([...(body.photoIds ?? []), ...(body.voiceId ? [body.voiceId] : [])], move),
  }),
  accept: accept('accept'),
  claim: accept('claim'),
  return: giveBack,
  assign: assign('assign'),
  transfer: assign('transfer'),
  coordinate,
  recategorise: (body, move) => planReroute(move, { category: body.category, text: body.text }),
  setSubject: (body, move) => planReroute(move, { subject: body.subject, text: body.text }),
  note: async (body, move) => ({
    to: move.need.state,
    text: body.text,
    media: await attach(body.photoIds, move),
    isInternal: !findParties(move.actor, move.need).includes('holder'),
  }),
  ask: (body, { now }) => ({
    to: 'awaitingResident',
    set: { pausedAt: now },
    inc: ['asks'],
    text: body.text,
  }),
  answer: async (body, move) => ({
    to: 'accepted',
    ...resume(move),
    text: body.text,
    media: await attach(body.photoIds, move),
  }),
  hold: async (body, move) => ({
    to: 'onHold',
    set: { pausedAt: move.now, holdReason: body.reason, wasHeld: true, reviewAt: findReviewDate(move.now) },
    text: body.text,
    details: { reason: body.reason, owner: (await describePost(deskOf(move)))?.name },
  }),
  review: (body, { now }) => ({ to: 'onHold', set: { reviewAt: findReviewDate(now) }, text: body.text }),
  resume: (body, move) => ({ to: 'accepted', ...resume(move), text: body.text }),
  extend,
  resolve,
  confirm: (body, move) => {
    const ending = endWith(body, move.now)
    return {
      to: 'closed',
      ...ending,
      set: { ...ending.set, ...rateWith(body, move) },
      text: body.text,
      details: { ...ending.details, grade: body.grade },
    }
  },
  dispute,
  callback: (body, { need, now }) => {
    const ending =
      need.state === 'closed' && need.outcome
        ? endWith({ outcome: body.outcome, reason: body.reason }, need.closedAt ?? now)
        : endWith(body, now)
    return {
      to: 'closed',
      ...ending,
      set: { ...ending.set, isCallbackDue: false },
      text: body.text,
      details: { ...ending.details, ...(body.grade === undefined ? {} : { grade: body.grade }) },
    }
  },
  close: (body, { now }) => ({ to: 'closed', ...endWith(body, now) }),
  rate: (body, move) => ({
    to: 'closed',
    set: rateWith(body, move),
    text: body.text,
    details: { grade: body.grade },
  }),
  reopen: (body, move) => planReopen(body.text, move),
  decline: (body, { now }) => ({
    to: 'declined',
    set: { closedAt: now, outcomeReason: body.reason },
    details: { reason: body.reason },
  }),
  merge,
  supervise: (body, move) => ({
    to: move.need.state,
    set: { supervisedBy: deskOf(move) },
    text: body.text,
    details: { desk: deskOf(move) },
  }),
}

/** What this action would change, checked against everything but the race; `applyChange` decides that. */
export function planMove(body: NeedActionBody, move: Move): Promise<NeedChange> {
  // The union and the record have the same keys, which TypeScript cannot follow through an index.
  const plan = plans[body.action] as Plan<NeedAction>
  return Promise.resolve(plan(body, move))
}
