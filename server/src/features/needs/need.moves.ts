import type { NeedActionBody } from '@linli/shared/needs/need.actions'
import { findTransition, isBadRating, type NeedAction, type NeedState } from '@linli/shared/needs/need.state'
import { isTurn, postKindOf, postTargetOf, turnOf, type Post } from '@linli/shared/users/posts'
import { fromShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { describePost, type PostDescription } from '../areas/post.service'
import { attachMedia, type MediaSnapshot } from '../media/media.service'
import { resumeClock } from '../routing/deadline'
import { postsOf, type Actor } from '../users/actor'
import { assertMayTakeJob, reserveForDesk, reserveJob } from '../volunteers/volunteer.jobs'
import { handTo, type NeedChange } from './need.change'
import { findReviewDate } from './need.clock'
import { Need, type NeedRecord } from './need.model'
import { findCommonArea, findParties, findProxyBond, listDesksAbove, mayAssignTo } from './need.policy'
import { planReroute } from './need.reroute'
import { isBarred } from './need.secrecy'
import { findNextAfter, giveInTurn } from './need.turn'

type BodyOf<A extends NeedAction> = Extract<NeedActionBody, { action: A }>
interface Move {
  need: NeedRecord
  actor: Actor
  now: Date
  deps: Deps
}
type Plan<A extends NeedAction> = (body: BodyOf<A>, move: Move) => NeedChange | Promise<NeedChange>

/** The state the table names for an action in the need's present state. */
function targetOf(need: NeedRecord, action: NeedAction): NeedState {
  const transition = findTransition(need.state, action)
  assertThat(transition, 'need.invalid_transition')
  return transition.to
}

const attach = (ids: string[] = [], { actor, need, deps }: Move): Promise<MediaSnapshot[]> =>
  attachMedia(actor, ids, { kind: 'need', id: need._id.toString() }, deps)

/** The desk the actor sits at that may act on this need: the one that answers for it, else the one above. */
function deskOf({ need, actor }: Move): Post {
  const posts = postsOf(actor)
  if (posts.includes(need.triage)) return need.triage
  return listDesksAbove(need.triage).find((desk) => posts.includes(desk)) ?? need.triage
}

async function findTarget(post: string, move: Move): Promise<PostDescription> {
  const target = await describePost(post as Post)
  assertThat(target?.isOpen, 'need.post_unknown', { post })
  assertThat(mayAssignTo(deskOf(move), target.areaCode, move.need), 'need.post_unknown', { post })
  assertThat(!(await isBarred(target.post, move.need)), 'need.post_of_subject')
  return target
}

/** The clock stood still since `pausedAt`; what was left then is left now. */
function resume({ need, now }: Move): Pick<NeedChange, 'set' | 'unset'> {
  const { acceptBy, resolveBy, pausedAt } = need
  if (!acceptBy || !resolveBy || !pausedAt) return { unset: ['pausedAt', 'reviewAt'] }
  const moved = resumeClock({ acceptBy, resolveBy, warnAt: resolveBy }, pausedAt, now, need.clock)
  return {
    set: { acceptBy: moved.acceptBy, resolveBy: moved.resolveBy },
    unset: ['pausedAt', 'reviewAt', 'holdReason'],
  }
}

/** By turn, or to a post that the desk names. */
async function giveTo(post: string, move: Move): Promise<Giving> {
  if (!isTurn(post)) {
    const given = await giveToPost(post, move)
    return { ...given, unset: [...given.unset, 'turn'] }
  }
  const { need, deps } = move
  assertThat(need.community !== undefined && post === turnOf(need.community), 'need.post_unknown', { post })
  assertThat(!need.subject, 'need.post_of_subject')
  const turn = { passed: [] }
  const next = await giveInTurn({ ...need, turn }, deps)
  assertThat(next, 'volunteer.nobody_in_turn')
  const given = handTo(need, next, { desk: deskOf(move), now: move.now })
  const details = { before: need.post, beforeName: need.postName, post: next.post, postName: next.name }
  return { ...given, set: { ...given.set, turn }, details, afterwards: next.end }
}

interface Giving {
  set: Partial<NeedRecord>
  unset: NonNullable<NeedChange['unset']>
  details: Record<string, unknown>
  afterwards?: NonNullable<NeedChange['afterwards']>
}

async function giveToPost(post: string, move: Move): Promise<Giving> {
  const target = await findTarget(post, move)
  const given = handTo(move.need, target, { desk: deskOf(move), now: move.now })
  const { post: before, postName: beforeName } = move.need
  const details = { before, beforeName, post: target.post, postName: target.name }
  if (postKindOf(target.post) !== 'volunteer') return { ...given, details }
  const reserved = await reserveForDesk(postTargetOf(target.post), move.need, move.deps)
  return { ...given, details, afterwards: reserved.end }
}

const accept =
  (action: 'accept' | 'claim') =>
  async (_: unknown, { need, actor, now, deps }: Move): Promise<NeedChange> => {
    const handler = { handlerId: new Types.ObjectId(actor.userId), handlerName: actor.displayName }
    const change: NeedChange = { to: targetOf(need, action), set: handler, unset: ['warnedFor'] }
    if (action === 'accept') {
      if (postKindOf(need.post) === 'volunteer') await assertMayTakeJob(actor.userId, need, deps)
      return change
    }
    const reserved = await reserveJob(actor.userId, need, deps)
    const taken = { post: `volunteer:${actor.userId}` as const, postName: reserved.name, heldSince: now }
    return { ...change, set: { ...handler, ...taken }, afterwards: reserved.end }
  }

/** A volunteer whose turn it was cannot: the next one is asked, then all who are on duty, then the desk. */
async function passOn(body: BodyOf<'return'>, { need, now, deps }: Move): Promise<NeedChange> {
  const { receiver, turn, end } = await findNextAfter(need, now, deps)
  const given = handTo(need, receiver, { desk: need.assignedBy, now })
  return {
    to: 'assigned',
    set: { ...given.set, turn },
    unset: given.unset,
    text: body.text,
    details: {
      reason: body.reason,
      before: need.post,
      beforeName: need.postName,
      postArea: need.postArea,
      postName: receiver.name,
      isPassedOn: true,
    },
    isInternal: true,
    ...(end ? { afterwards: end } : {}),
  }
}

/** Sent back to the desk of the level that assigned it; the second time to the lowest level common to all. */
const giveBack: Plan<'return'> = async (body, move) => {
  const { need, now } = move
  if (need.turn && postKindOf(need.post) === 'volunteer') return passOn(body, move)
  const returnedBy = need.history.filter((h) => h.action === 'return').map((h) => String(h.details?.postArea))
  // Of a complaint the desk that took it is the only one that may have it back.
  const isSecond = need.returns + 1 >= 2 && !need.subject
  const desk: Post = isSecond
    ? `triage:${findCommonArea([...returnedBy, need.postArea, postTargetOf(need.assignedBy)])}`
    : need.assignedBy
  const target = await describePost(desk)
  assertThat(target, 'need.post_unknown')
  const given = handTo(need, target, { desk, now })
  return {
    to: 'assigned',
    set: { ...given.set, triage: desk },
    unset: given.unset,
    inc: ['returns'],
    text: body.text,
    details: {
      reason: body.reason,
      before: need.post,
      beforeName: need.postName,
      postArea: need.postArea,
      postName: target.name,
    },
    isInternal: true,
  }
}

const assign =
  (action: 'assign' | 'transfer') =>
  async (body: { post: string; text?: string | undefined }, move: Move): Promise<NeedChange> => {
    const given = await giveTo(body.post, move)
    const kept =
      move.need.state === 'awaitingResident' || move.need.state === 'onHold' ? resume(move).set : {}
    return { to: targetOf(move.need, action), ...given, set: { ...kept, ...given.set }, text: body.text }
  }

const coordinate: Plan<'coordinate'> = async (body, move) => {
  const given = await giveTo(body.post, move)
  const helpers = await Promise.all(body.helpers.map((post) => findTarget(post, move)))
  return {
    to: 'assigned',
    set: { ...given.set, helpers: helpers.map(({ post, name }) => ({ post, name })), returns: 0 },
    unset: given.unset,
    text: body.text,
    details: { ...given.details, helpers: helpers.map((h) => h.name) },
    ...(given.afterwards ? { afterwards: given.afterwards } : {}),
  }
}

/** One level up, at the top the same desk; of a complaint never one at which its subject sits. */
async function findDeskAbove(need: NeedRecord): Promise<Post> {
  for (const desk of listDesksAbove(need.triage)) if (!(await isBarred(desk, need))) return desk
  return need.triage
}

/** The first dispute goes back to the same handler; the second is decided one level up. */
const dispute: Plan<'dispute'> = async (body, move) => {
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

const resolve: Plan<'resolve'> = async (body, move) => {
  const { need, actor, now } = move
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
    },
    unset: ['pausedAt', 'reviewAt', 'escalatedAt', 'warnedFor'],
    text: body.text,
    media: await attach(body.photoIds, move),
  }
}

interface Ending {
  outcome: 'solved' | 'partly' | 'notSolved'
  reason?: string | undefined
}
function endWith({ outcome, reason }: Ending, now: Date): Pick<NeedChange, 'set' | 'details'> {
  return {
    set: { outcome, closedAt: now, ...(reason === undefined ? {} : { outcomeReason: reason }) },
    details: { outcome, ...(reason === undefined ? {} : { reason }) },
  }
}

function rateWith(
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

const merge: Plan<'merge'> = async (body, { need, now }) => {
  const into = await Need.findOne({ _id: body.into, triage: need.triage, open: true }, { _id: 1 }).lean()
  assertThat(into && !into._id.equals(need._id), 'need.merge_target')
  return { to: 'merged', set: { mergedInto: into._id, closedAt: now }, details: { into: body.into } }
}

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

/** Back to whom had it; where that post is gone or was a volunteer, to the desk. */
async function planReopen(text: string, move: Move): Promise<NeedChange> {
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

/** What this action would change, checked against everything but the race; `applyChange` decides that. */
export function planMove(body: NeedActionBody, move: Move): Promise<NeedChange> {
  // The union and the record have the same keys, which TypeScript cannot follow through an index.
  const plan = plans[body.action] as Plan<NeedAction>
  return Promise.resolve(plan(body, move))
}
export type { Move }
