import { isTurn, postKindOf, postTargetOf, turnOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import { assertThat } from '../../lib/appError'
import { describePost, type PostDescription } from '../areas/post.service'
import { assertMayTakeJob, reserveForDesk, reserveJob } from '../volunteers/volunteer.jobs'
import { handTo, type NeedChange } from './need.change'
import type { NeedRecord } from './need.model'
import { deskOf, resume, targetOf, type BodyOf, type Move, type Plan } from './need.move'
import { findCommonArea, mayAssignTo } from './need.policy'
import { isBarred } from './need.secrecy'
import { findNextAfter, giveInTurn } from './need.turn'

async function findTarget(post: string, move: Move): Promise<PostDescription> {
  const target = await describePost(post as Post)
  assertThat(target?.isOpen, 'need.post_unknown', { post })
  assertThat(mayAssignTo(deskOf(move), target.areaCode, move.need), 'need.post_unknown', { post })
  assertThat(!(await isBarred(target.post, move.need)), 'need.post_of_subject')
  return target
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

/** Who it was given to takes it on; or who is quickest takes it out of the pool. */
export const accept =
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
export const giveBack: Plan<'return'> = async (body, move) => {
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

/** The desk gives it to a post, also when it waits or stands still. */
export const assign =
  (action: 'assign' | 'transfer') =>
  async (body: { post: string; text?: string | undefined }, move: Move): Promise<NeedChange> => {
    const given = await giveTo(body.post, move)
    const kept =
      move.need.state === 'awaitingResident' || move.need.state === 'onHold' ? resume(move).set : {}
    return { to: targetOf(move.need, action), ...given, set: { ...kept, ...given.set }, text: body.text }
  }

/** 协调: one leads, the others read and note. */
export const coordinate: Plan<'coordinate'> = async (body, move) => {
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
