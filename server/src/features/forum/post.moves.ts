import type { OutputOf } from '@linli/shared/contract'
import { forumLimits } from '@linli/shared/forum/forum'
import type { postContracts } from '@linli/shared/forum/post.contract'
import type { ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { inTurn } from '../../lib/inTurn'
import { toPlace } from '../../lib/placeFields'
import { findCategory } from '../categories/category.service'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { ForumPost, type ForumPostRecord } from './post.model'
import { assertNotLifted } from './post.lifted'
import { isAuthor } from './post.policy'
import { assertMayActOnPost, assertPartyMayAct, findReadablePost, refuseOvertaken } from './post.service'
import { announcePostChange } from './thread.announce'

type ActBody = OutputOf<typeof postContracts.actOnPost.body>

/** What one press changes in a post. */
interface Change {
  $set?: Partial<ForumPostRecord>
  $unset?: Partial<Record<keyof ForumPostRecord, 1>>
  /** Of whom somebody hears. */
  event?: 'post.needOffered'
}

interface Move extends Change {
  action: ActBody['action']
}

async function assertRoomForPin(community: string, session: ClientSession): Promise<void> {
  const pinned = await ForumPost.find({ community, pinnedAt: { $gt: new Date(0) } }, { _id: 1 }, { session })
    .limit(forumLimits.pins)
    .lean()
  assertThat(pinned.length < forumLimits.pins, 'forum.too_many_pins', { pins: pinned.length })
}

async function planOffer(actor: Actor, post: ForumPostRecord, code: string, now: Date): Promise<Change> {
  const category = await findCategory(code, toPlace(post))
  assertThat(category && !category.isClosed, 'need.category_unknown')
  const desk = actor.memberships.find(({ areaCode }) => areaCode === post.community)
  const by = desk?.name ?? '社区'
  const needOffer = { category: code, categoryName: category.name, by, at: now }
  return { $set: { needOffer }, event: 'post.needOffered' }
}

async function planMove(actor: Actor, post: ForumPostRecord, body: ActBody, now: Date): Promise<Change> {
  switch (body.action) {
    case 'pin':
      return { $set: { pinnedAt: now } }
    case 'unpin':
      return { $unset: { pinnedAt: 1 } }
    case 'lock':
      return { $set: { isLocked: true } }
    case 'unlock':
      return { $set: { isLocked: false } }
    case 'markAnswered':
      return { $set: { isAnswered: true } }
    case 'unmarkAnswered':
      return { $set: { isAnswered: false } }
    case 'offerNeed':
      return planOffer(actor, post, body.category, now)
    case 'refuseNeed':
      return { $unset: { needOffer: 1 } }
  }
}

/** What is there already is not an error: two who press the same are both content. */
const isDone = (post: ForumPostRecord, { action }: ActBody): boolean =>
  ({
    pin: post.pinnedAt !== undefined,
    unpin: post.pinnedAt === undefined,
    lock: post.isLocked,
    unlock: !post.isLocked,
    markAnswered: post.isAnswered,
    unmarkAnswered: !post.isAnswered,
    offerNeed: false,
    refuseNeed: post.needOffer === undefined,
  })[action]

/** Writes it with its line in the log, where a moderator does it. @returns false when somebody else was quicker. */
async function write(
  actor: Actor,
  post: ForumPostRecord,
  { action, $set, $unset, event }: Move,
  deps: Deps,
  session: ClientSession,
): Promise<boolean> {
  const { _id, state, version, district } = post
  const { modifiedCount } = await ForumPost.updateOne(
    { _id, state, version },
    {
      $set: { ...$set, ...(event === undefined ? {} : { hasOutbox: true }) },
      ...($unset ? { $unset } : {}),
      $inc: { version: 1 },
      ...(event === undefined ? {} : { $push: { outbox: makeOutboxEntry(event, {}, deps) } }),
    },
    { session },
  )
  if (modifiedCount === 1 && !isAuthor(actor, post)) {
    const subject = { kind: 'forumPost', id: _id.toString(), district }
    await recordAudit(actor, `forum.${action}`, subject, {}, deps, session)
  }
  return modifiedCount === 1
}

/** Counted and written in one, so that of two moderators who take the last place one has it. */
const pin = (actor: Actor, post: ForumPostRecord, move: Move, deps: Deps): Promise<boolean> =>
  inTurn(`pins:${post.community}`, async (session) => {
    await assertRoomForPin(post.community, session)
    return write(actor, post, move, deps, session)
  })

/** One press by its author or a moderator. Whatever a moderator does is logged. */
export async function actOnPost(
  actor: Actor,
  id: string,
  body: ActBody,
  deps: Deps,
): Promise<ForumPostRecord> {
  const post = await findReadablePost(actor, id)
  assertPartyMayAct(actor, body.action, post)
  await assertNotLifted(actor, body.action, post)
  if (!isDone(post, body)) {
    assertMayActOnPost(actor, body.action, post)
    const { action } = body
    const move = { action, ...(await planMove(actor, post, body, deps.clock.now())) }
    const isMoved =
      action === 'pin'
        ? await pin(actor, post, move, deps)
        : await inTransaction((session) => write(actor, post, move, deps, session))
    if (!isMoved) await refuseOvertaken(ForumPost, post._id)
    if (move.event) kickOutbox(ForumPost)
    await announcePostChange(post._id, deps)
  }
  return findReadablePost(actor, id)
}
