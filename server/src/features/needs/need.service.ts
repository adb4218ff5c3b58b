import type { NeedActionBody } from '@linli/shared/needs/need.actions'
import { findTransition, type NeedAction } from '@linli/shared/needs/need.state'
import type { ErrorCode } from '@linli/shared/errors'
import { postKindOf, postOf } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { fingerprint } from '../../lib/fingerprint'
import { hasRecordAccess } from '../users/recordAccess.service'
import { postsOf, type Actor } from '../users/actor'
import { findActing, whileActing } from '../families/bond.access'
import { applyChange, makeHistoryEntry, type HistoryAuthor, type NeedChange } from './need.change'
import { Need, type HistoryEntry, type NeedRecord } from './need.model'
import { nameProxy } from './need.proxy'
import { describeEntry } from './need.words'
import { planMove } from './need.moves'
import {
  findParties,
  findProxyBond,
  findSight,
  isGuarded,
  isResident,
  isSubject,
  listDesksAbove,
  mayOpenWithReason,
  type Sight,
} from './need.policy'

/** @throws AppError `record.not_found` where there is none. */
async function readNeed(id: string): Promise<NeedRecord> {
  const need = await Need.findOne({ _id: id }).lean<NeedRecord | null>()
  assertThat(need, 'record.not_found')
  return need
}

/** A need as this person may see it; whoever may see nothing of it is told there is none. */
export async function findVisibleNeed(
  actor: Actor,
  id: string,
  deps: Deps,
): Promise<{ need: NeedRecord; sight: Sight; hasReason: boolean }> {
  const need = await readNeed(id)
  const isShut = mayOpenWithReason(actor, need) && (!need.open || findSight(actor, need) === 'numbers')
  const hasReason = isShut && (await hasRecordAccess(actor, 'need', id, deps))
  const sight = findSight(actor, need, hasReason)
  assertThat(sight !== 'none', 'record.not_found')
  return { need, sight, hasReason }
}

/** How much of a need someone may see, `none` where there is none. */
export async function isNeedVisible(actor: Actor, id: string, deps: Deps): Promise<Sight> {
  try {
    return (await findVisibleNeed(actor, id, deps)).sight
  } catch (error) {
    if (error instanceof AppError) return 'none'
    throw error
  }
}

const refusals: Partial<Record<NeedAction, ErrorCode>> = {
  return: 'need.return_window_over',
  ask: 'need.asked_enough',
  extend: 'need.extended_already',
  reopen: 'need.reopen_window_over',
  rate: 'need.rated_already',
  assign: 'need.coordination_due',
  transfer: 'need.coordination_due',
  callback: 'need.not_confirmable',
  confirm: 'need.not_confirmable',
  dispute: 'need.not_confirmable',
  claim: 'need.own',
}

/** The present state, who brought it there and when: what a 409 tells. */
function describePresent(need: NeedRecord) {
  const last = need.history.at(-1)
  return {
    state: need.state,
    version: need.version,
    by: last?.by.name,
    at: last?.at.toISOString(),
    action: last?.action,
  }
}

/**
 * Whoever was offered it in the pool is told that a neighbour was faster, not that there is no such need.
 * @throws AppError `need.already_taken`.
 */
async function assertNotClaimed(actor: Actor, id: string): Promise<void> {
  const need = await readNeed(id)
  const wasOffered = postsOf(actor).includes(`pool:${need.community ?? ''}`) && !isSubject(actor, need)
  const isClaimed = wasOffered && need.open && need.history.some(({ action }) => action === 'claim')
  const isOwn = need.post === `volunteer:${actor.userId}`
  if (isClaimed && !isOwn && postKindOf(need.post) === 'volunteer')
    throw new AppError('need.already_taken', describePresent(need))
}

/** One pressing of one button; sent again it has the same key and the same fingerprint. */
interface Press {
  body: NeedActionBody
  requestKey: string | undefined
  fingerprint: string
}

/** @throws AppError `request.already_done` when the key was used for something else. */
function isSamePress(need: NeedRecord, actor: Actor, { requestKey, fingerprint: sent }: Press): boolean {
  if (requestKey === undefined) return false
  const known = need.history.find(
    (entry) => entry.requestKey === requestKey && entry.by.userId.toString() === actor.userId,
  )
  assertThat(known?.fingerprint === undefined || known.fingerprint === sent, 'request.already_done')
  return known !== undefined
}

/**
 * The need to act on. What one has passed on may be out of one's sight, but the press that did so, sent again, is
 * answered. A claim is looked at after the need turned invisible, so that none can slip in between two looks.
 */
async function findActable(actor: Actor, id: string, press: Press, deps: Deps): Promise<NeedRecord> {
  try {
    return (await findVisibleNeed(actor, id, deps)).need
  } catch (error) {
    const need = await readNeed(id)
    if (isSamePress(need, actor, press)) return need
    if (press.body.action === 'claim') await assertNotClaimed(actor, id)
    throw error
  }
}

/** @throws AppError 403 when this person never may, 409 when not now. */
function assertMayAct(actor: Actor, action: NeedAction, need: NeedRecord, now: Date): void {
  const parties = findParties(actor, need)
  const transition = findTransition(need.state, action)
  if (!transition) {
    const isTaken = action === 'claim' || (action === 'accept' && need.handlerId !== undefined)
    throw new AppError(isTaken ? 'need.already_taken' : 'need.invalid_transition', describePresent(need))
  }
  assertThat(
    transition.by.some((party) => parties.includes(party)),
    'access.denied',
  )
  if (!isGuarded(action, need, actor, now)) return
  const isOwn = action === 'close' && parties.includes('resident')
  const code = isOwn ? 'need.own' : refusals[action]
  throw new AppError(code ?? 'need.invalid_transition', describePresent(need))
}

/** @throws AppError `request.conflict` when the person decided on a page that shows another holder. */
function assertHolderSeen(body: NeedActionBody, need: NeedRecord): void {
  const seen = 'holder' in body ? body.holder : undefined
  if (seen !== undefined && seen !== need.post) throw new AppError('request.conflict', describePresent(need))
}

/** Who acts, as the timeline names them: the resident, or the post they act for. */
function findAuthor(actor: Actor, action: NeedAction, need: NeedRecord): HistoryAuthor {
  const userId = new Types.ObjectId(actor.userId)
  const transition = findTransition(need.state, action)
  if (transition?.by.includes('resident') && isResident(actor, need)) {
    const bond = findProxyBond(actor, need)
    return bond ? nameProxy(bond, userId) : { userId, kind: 'resident', name: '居民' }
  }
  const helpers = need.helpers.map(({ post }) => post)
  const desks = [need.post, need.triage, ...listDesksAbove(need.triage), ...helpers]
  const membership = desks
    .map((desk) => actor.memberships.find((m) => postOf(m) === desk))
    .find((m) => m !== undefined)
  if (!membership) return { userId, kind: 'staff', name: `志愿者${actor.displayName}`, post: need.post }
  const post = postOf(membership)
  return {
    userId,
    kind: 'staff',
    name: post === need.post ? need.postName : membership.name,
    membershipId: new Types.ObjectId(membership.id),
    ...(post ? { post } : {}),
  }
}

/** How often a step is tried when something that does not touch it, such as a verdict on words, was written meanwhile. */
const mostTries = 5

/**
 * One step by one person. Exactly one of two who press at once wins; the other is told who did and what; the same
 * press resent succeeds without a second effect.
 * @throws AppError 403, 404, 409 as the contract lists; nothing is changed then.
 */
export async function actOnNeed(
  actor: Actor,
  id: string,
  body: NeedActionBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<NeedRecord> {
  const press = { body, requestKey, fingerprint: fingerprint(body) }
  for (let tries = 1; ; tries += 1) {
    const need = await findActable(actor, id, press, deps)
    if (isSamePress(need, actor, press)) return need
    const changed = await tryToAct(actor, need, press, deps)
    if (changed) return changed
    const present = await readNeed(id)
    if (isSamePress(present, actor, press)) return present
    const isMoved = present.state !== need.state || present.history.length !== need.history.length
    if ((isMoved && !isAdding(body.action)) || tries === mostTries)
      throw new AppError(conflictOf(body.action), describePresent(present))
  }
}

/** Words that only add something stand beside whatever came first; the rules are asked again at each try. */
const isAdding = (action: NeedAction): boolean => action === 'note' || action === 'supplement'

const conflictOf = (action: NeedAction) =>
  action === 'claim' || action === 'accept' ? 'need.already_taken' : 'request.conflict'

/** A step by proxy stands only while the bond does, and is written into the log that the elder reads. */
async function guardByBond(
  actor: Actor,
  need: NeedRecord,
  change: NeedChange,
  entry: HistoryEntry,
  deps: Deps,
): Promise<NeedChange> {
  const acting = await findActing(actor, need.personId?.toString() ?? '', 'needs', deps)
  assertThat(acting?.bond, 'bond.not_acting')
  const act = {
    what: `${describeEntry(entry, '')}（${need.category.name}）`,
    record: { kind: 'need', id: need._id.toString() },
  }
  return { ...change, within: (write) => whileActing(acting, act, write, deps) }
}

async function tryToAct(
  actor: Actor,
  need: NeedRecord,
  { body, ...press }: Press,
  deps: Deps,
): Promise<NeedRecord | undefined> {
  const now = deps.clock.now()
  assertMayAct(actor, body.action, need, now)
  assertHolderSeen(body, need)
  const change = await planMove(body, { need, actor, now, deps })
  const author = findAuthor(actor, body.action, need)
  const entry = makeHistoryEntry(need, body.action, change, author, { now, ...press })
  const guarded = author.proxy ? await guardByBond(actor, need, change, entry, deps) : change
  const changed = await applyChange(need, guarded, entry, deps)
  await change.afterwards?.(changed !== undefined)
  return changed
}
