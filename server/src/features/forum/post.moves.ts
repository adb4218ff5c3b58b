import type { OutputOf } from '@linli/shared/contract'
import { forumLimits } from '@linli/shared/forum/forum'
import type { postContracts } from '@linli/shared/forum/post.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { findCategory } from '../categories/category.service'
import { recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { ForumPost, type ForumPostRecord } from './post.model'
import { isAuthor } from './post.policy'
import { assertMayActOnPost, assertPartyMayAct, findReadablePost, refuseOvertaken } from './post.service'
import { announceChange } from './thread.announce'

type ActBody = OutputOf<typeof postContracts.actOnPost.body>

/** What one press changes in a post. */
interface Move {
  $set?: Partial<ForumPostRecord>
  $unset?: Partial<Record<keyof ForumPostRecord, 1>>
}

async function assertRoomForPin(community: string): Promise<void> {
  const pinned = await ForumPost.find({ community, pinnedAt: { $gt: new Date(0) } }, { _id: 1 })
    .limit(forumLimits.pins)
    .lean()
  assertThat(pinned.length < forumLimits.pins, 'forum.too_many_pins')
}

async function planOffer(actor: Actor, post: ForumPostRecord, code: string, now: Date): Promise<Move> {
  const category = await findCategory(code, toPlace(post))
  assertThat(category && !category.isClosed, 'need.category_unknown')
  const desk = actor.memberships.find(({ areaCode }) => areaCode === post.community)
  const by = desk?.name ?? '社区'
  return { $set: { needOffer: { category: code, categoryName: category.name, by, at: now } } }
}

async function planMove(actor: Actor, post: ForumPostRecord, body: ActBody, now: Date): Promise<Move> {
  switch (body.action) {
    case 'pin':
      await assertRoomForPin(post.community)
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

/** One press by its author or a moderator. Whatever a moderator does is logged. */
export async function actOnPost(
  actor: Actor,
  id: string,
  body: ActBody,
  deps: Deps,
): Promise<ForumPostRecord> {
  const post = await findReadablePost(actor, id)
  assertPartyMayAct(actor, body.action, post)
  if (!isDone(post, body)) {
    assertMayActOnPost(actor, body.action, post)
    const { $set, $unset } = await planMove(actor, post, body, deps.clock.now())
    const isOffer = body.action === 'offerNeed'
    const { modifiedCount } = await ForumPost.updateOne(
      { _id: id, state: post.state, version: post.version },
      {
        $set: { ...$set, ...(isOffer ? { hasOutbox: true } : {}) },
        ...($unset ? { $unset } : {}),
        $inc: { version: 1 },
        ...(isOffer ? { $push: { outbox: makeOutboxEntry('post.needOffered', {}, deps) } } : {}),
      },
    )
    if (modifiedCount === 0) await refuseOvertaken(ForumPost, post._id)
    if (isOffer) kickOutbox(ForumPost)
    if (!isAuthor(actor, post)) {
      const subject = { kind: 'forumPost', id, district: post.district }
      await recordAudit(actor, `forum.${body.action}`, subject, {}, deps)
    }
    await announceChange(post._id, deps)
  }
  return findReadablePost(actor, id)
}
