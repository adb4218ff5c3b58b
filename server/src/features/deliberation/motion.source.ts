import { motionLimits } from '@linli/shared/deliberation/motion'
import type { MotionState } from '@linli/shared/deliberation/motion.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { ForumPost } from '../forum/post.model'
import { isAuthor } from '../forum/post.policy'
import { findReadablePost } from '../forum/post.service'
import { announcePostChange } from '../forum/thread.announce'
import { copyMedia } from '../media/media.copy'
import { attachMedia, type MediaSnapshot } from '../media/media.service'
import { Need, type NeedRecord } from '../needs/need.model'
import { isEverybodys } from '../needs/need.motion'
import type { Actor } from '../users/actor'
import { Motion, type MotionRecord } from './motion.model'

interface Source {
  stored: NonNullable<MotionRecord['source']>
  /** The photos neighbours saw already, once more. Those of a need were never theirs to see, and stay there. */
  copy: (motionId: Types.ObjectId, deps: Deps) => Promise<MediaSnapshot[]>
}

const over: readonly MotionState[] = ['withdrawn', 'lapsed', 'removed']

/** Raised once, unless its motion came to nothing. */
async function isRaised(id: string): Promise<boolean> {
  const rows = await Motion.find({ 'source.id': new Types.ObjectId(id) }, { stage: 1, state: 1 }).lean<
    Pick<MotionRecord, 'stage' | 'state'>[]
  >()
  return rows.some(({ stage, state }) => state !== 'deleted' && !over.includes(stage))
}

async function readPost(actor: Actor, community: string, id: string): Promise<Source> {
  const post = await findReadablePost(actor, id)
  assertThat(isAuthor(actor, post) && post.as === 'resident', 'access.denied')
  assertThat(!post.subject, 'motion.about_somebody')
  assertThat(post.state === 'visible' && post.community === community, 'motion.source_not_usable')
  const photos = post.media.filter(({ kind }) => kind === 'photo')
  return {
    stored: { kind: 'post', id: post._id },
    async copy(motionId, deps) {
      const ids = (await copyMedia(actor, photos, deps)).map((copy) => copy.id)
      return attachMedia(actor, ids, { kind: 'forumMotion', id: motionId.toString() }, deps)
    },
  }
}

/** Only its author says yes, by raising it; only what neighbours could join, and what is about nobody. */
async function readNeed(actor: Actor, community: string, id: string): Promise<Source> {
  const need = await Need.findOne({ _id: id }).lean<NeedRecord | null>()
  assertThat(need?.reporterId?.toString() === actor.userId, 'record.not_found')
  assertThat(!need.subject, 'motion.about_somebody')
  assertThat(isEverybodys(need) && need.community === community, 'motion.source_not_usable')
  assertThat(need.supporters.length >= motionLimits.supportersOfNeed, 'motion.too_few_joined')
  return { stored: { kind: 'need', id: need._id }, copy: () => Promise.resolve([]) }
}

/** The post of the forum, or the need that many joined, of which its author makes a motion. */
export async function readSource(
  actor: Actor,
  community: string,
  { kind, id }: { kind: 'post' | 'need'; id: string },
): Promise<Source> {
  const source = await (kind === 'post' ? readPost : readNeed)(actor, community, id)
  assertThat(!(await isRaised(id)), 'motion.source_not_usable')
  return source
}

/** Its motion came to nothing: who wrote the post or raised the need may propose it anew. Repeatable. */
export async function freeSource({ _id, source, stage }: MotionRecord, deps: Deps): Promise<void> {
  if (!source || !over.includes(stage)) return
  if (source.kind === 'need') {
    await Need.updateOne({ _id: source.id, motionId: _id }, { $unset: { motionId: 1 } })
    return
  }
  const freed = await ForumPost.updateOne(
    { _id: source.id, 'motion.id': _id },
    { $unset: { motion: 1 }, $inc: { version: 1 } },
  )
  if (freed.modifiedCount > 0) await announcePostChange(source.id, deps)
}

/** The other way round: who reads the post or the need finds the motion. Repeatable. */
export async function linkSource({ _id, source, createdAt, stage }: MotionRecord, deps: Deps): Promise<void> {
  if (!source || over.includes(stage)) return
  if (source.kind === 'need') {
    await Need.updateOne({ _id: source.id }, { $set: { motionId: _id } })
    return
  }
  const motion = { id: _id, raisedAt: createdAt }
  const linked = await ForumPost.updateOne(
    { _id: source.id, 'motion.id': { $ne: _id } },
    { $set: { motion }, $inc: { version: 1 } },
  )
  if (linked.modifiedCount > 0) await announcePostChange(source.id, deps)
}
