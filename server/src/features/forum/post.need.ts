import type { OutputOf } from '@linli/shared/contract'
import type { postContracts } from '@linli/shared/forum/post.contract'
import type { NeedState } from '@linli/shared/needs/need.state'
import type { Deps } from '../../deps'
import { copyMedia } from '../media/media.copy'
import { createNeed } from '../needs/need.intake'
import { Need, type NeedRecord } from '../needs/need.model'
import type { Actor } from '../users/actor'
import { ForumPost, type ForumPostRecord } from './post.model'
import { assertPartyMayAct, assertMayActOnPost, findReadablePost } from './post.service'
import { announcePostChange } from './thread.announce'

type Body = OutputOf<typeof postContracts.raisePostNeed.body>

/** State and dates only: who works on it, where and what is said stays with the need. */
const stateTexts: Record<NeedState, string> = {
  submitted: '已转成诉求，等待派单',
  assigned: '已转成诉求，等待接单',
  accepted: '正在办',
  awaitingResident: '等作者补充',
  onHold: '暂时办不了，定期再看',
  resolved: '说办好了，等作者确认',
  closed: '已办结',
  withdrawn: '作者撤回了',
  merged: '和同样的事一起办',
  declined: '不在受理范围',
}

export interface LinkedNeed {
  id: string
  shared: { stateText: string; isOpen: boolean; raisedAt: string; changedAt: string }
}

/** The needs of all these posts in one read, by the post's id. */
export async function readLinkedNeeds(
  posts: readonly ForumPostRecord[],
  { clock }: Pick<Deps, 'clock'>,
): Promise<Map<string, LinkedNeed>> {
  const linked = posts.flatMap(({ _id, need }) => (need ? [{ postId: _id.toString(), ...need }] : []))
  if (linked.length === 0) return new Map()
  const rows = await Need.find(
    { _id: { $in: linked.map(({ id }) => id) } },
    { state: 1, open: 1, history: { $slice: -1 } },
  ).lean<Pick<NeedRecord, '_id' | 'state' | 'open' | 'history'>[]>()
  const byId = new Map(rows.map((row) => [row._id.toString(), row]))
  return new Map(
    linked.flatMap(({ postId, id, raisedAt }): [string, LinkedNeed][] => {
      const need = byId.get(id.toString())
      if (!need) return []
      const changedAt = need.history.at(-1)?.at ?? clock.now()
      const dates = { raisedAt: raisedAt.toISOString(), changedAt: changedAt.toISOString() }
      return [
        [
          postId,
          { id: id.toString(), shared: { stateText: stateTexts[need.state], isOpen: need.open, ...dates } },
        ],
      ]
    }),
  )
}

/**
 * Its author says yes: what was said in the forum becomes a need, once, and each knows of the other. The need keeps
 * the words and its own copies of the files; the post shows state and dates.
 */
export async function raisePostNeed(
  actor: Actor,
  id: string,
  { category }: Body,
  deps: Deps,
): Promise<ForumPostRecord> {
  const post = await findReadablePost(actor, id)
  assertPartyMayAct(actor, 'raiseNeed', post)
  if (post.need) return post
  assertMayActOnPost(actor, 'raiseNeed', post)
  const key = `forum-${id}`
  const earlier = await Need.findOne({ createdBy: actor.userId, requestKey: key }).lean<NeedRecord | null>()
  const need = earlier ?? (await createNeed(actor, await writeNeed(actor, post, category, deps), key, deps))
  await Need.updateOne({ _id: need._id }, { $set: { forumPostId: post._id } })
  await ForumPost.updateOne(
    { _id: post._id, need: { $exists: false } },
    {
      $set: { need: { id: need._id, raisedAt: need.createdAt } },
      $unset: { needOffer: 1 },
      $inc: { version: 1 },
    },
  )
  await announcePostChange(post._id, deps)
  return findReadablePost(actor, id)
}

async function writeNeed(actor: Actor, post: ForumPostRecord, category: string, deps: Deps) {
  const copies = await copyMedia(actor, post.media, deps)
  const voice = copies.find(({ kind }) => kind === 'voice')
  return {
    category,
    // Whole, though nobody may type as much into a need: whoever has the work may not read the forum.
    text: post.text,
    answers: {},
    photoIds: copies.filter(({ kind }) => kind === 'photo').map(({ id }) => id),
    ...(voice ? { voiceId: voice.id } : {}),
    ...(post.subject ? { subject: { kind: post.subject.kind, id: post.subject.id.toString() } } : {}),
    ...(post.place === undefined ? {} : { place: { kind: 'here' as const, text: post.place } }),
  }
}
