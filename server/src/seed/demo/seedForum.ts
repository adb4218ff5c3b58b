import type { Deps } from '../../deps'
import { readForumSettings } from '../../features/moderation/forumSettings.service'
import { reportContent } from '../../features/moderation/report.service'
import { ContentCheck } from '../../features/contentCheck/contentCheck.model'
import { ForumComment } from '../../features/forum/comment.model'
import { createComment } from '../../features/forum/comment.service'
import { saveMember } from '../../features/forum/forum.members'
import { listVoices } from '../../features/forum/forum.policy'
import { applyCommentEntry } from '../../features/forum/comment.effects'
import { applyPostEntry } from '../../features/forum/post.effects'
import { ForumPost, type ForumPostRecord, type WrittenRecord } from '../../features/forum/post.model'
import { createPost } from '../../features/forum/post.service'
import { likeThread, recountComments } from '../../features/forum/thread.counts'
import { makeOutboxEntry } from '../../features/messages/outbox'
import type { Actor } from '../../features/users/actor'
import { demoPosts, type DemoPost } from './forum'
import { demoIdentities } from './identities'
import { demoCommunity } from './places'
import { demoUserId, findActor } from './seedAccounts'

const [minute, hour] = [60_000, 60 * 60_000]

/** Everybody in the demo has seen how neighbours call them. */
export async function letIn(actor: Actor): Promise<void> {
  const { nameRule } = await readForumSettings(demoCommunity)
  await saveMember(actor.userId, demoCommunity, { $set: { acceptedRule: nameRule } })
}

function voiceOf(actor: Actor, as: 'desk' | 'unit' | undefined) {
  const voice = listVoices(actor, demoCommunity).find((each) => each.as === (as ?? 'resident'))
  if (!voice) throw new Error('a demo author without a voice')
  return { as: voice.as, ...(voice.unitId === undefined ? {} : { unitId: voice.unitId }) }
}

/** What the demo's people wrote was checked long ago. */
export async function passCheck(written: Pick<WrittenRecord, '_id'>): Promise<void> {
  await ContentCheck.updateOne(
    { subjectId: written._id.toString() },
    { $set: { state: 'pass', version: 1 }, $unset: { nextAt: 1 } },
  )
}

/** Read by others, as after its check. */
export const passed = {
  $set: { state: 'visible' as const, verdict: { edition: 1, version: 1 }, outbox: [] },
  $unset: { hasOutbox: 1 as const },
}

async function playComments(demo: DemoPost, post: ForumPostRecord, key: string, deps: Deps): Promise<void> {
  for (const [i, comment] of (demo.comments ?? []).entries()) {
    const now = new Date(post.createdAt.getTime() + comment.after * minute)
    const at: Deps = { ...deps, clock: { now: () => now } }
    const actor = await findActor(comment.by, now)
    await letIn(actor)
    const body = { ...voiceOf(actor, comment.as), text: comment.text, photoIds: [] }
    const made = await createComment(actor, post._id.toString(), body, `${key}-${i}`, at)
    await applyCommentEntry(made.comment, makeOutboxEntry('comment.written', {}, at), at)
    await passCheck(made.comment)
    await ForumComment.updateOne({ _id: made.comment._id }, passed)
    if (made.comment.isOfficial)
      await ForumPost.updateOne(
        { _id: post._id, hasOfficialAnswer: false },
        { $set: { hasOfficialAnswer: true, officialAnswerAt: now } },
      )
  }
  await recountComments(post._id, deps)
}

async function playPost(demo: DemoPost, key: string, deps: Deps): Promise<void> {
  const now = new Date(deps.clock.now().getTime() - demo.hoursAgo * hour)
  const at: Deps = { ...deps, clock: { now: () => now }, publish: () => undefined }
  const actor = await findActor(demo.by, now)
  await letIn(actor)
  const { board, text, price, place } = demo
  const content = {
    community: demoCommunity,
    board,
    text,
    photoIds: [],
    ...voiceOf(actor, demo.as),
    ...(price === undefined ? {} : { price }),
    ...(place === undefined ? {} : { place }),
  }
  const post = await createPost(actor, content, key, at)
  await applyPostEntry(post, makeOutboxEntry('post.written', {}, at), at)
  await passCheck(post)
  await ForumPost.updateOne({ _id: post._id }, passed)
  await playComments(demo, post, key, at)
  await ForumPost.updateOne(
    { _id: post._id },
    {
      $set: {
        isAnswered: demo.isAnswered === true,
        ...(demo.isPinned ? { pinnedAt: now } : {}),
      },
    },
  )
  for (const who of demo.likes ?? []) {
    const { userId } = await findActor(who, now)
    await likeThread(post._id, userId, true, at)
  }
  for (const who of demo.reportedBy ?? []) {
    const body = { kind: 'forumPost' as const, id: post._id.toString(), reason: 'fraud' as const }
    await reportContent(await findActor(who, now), body, at)
  }
}

/** The key under which a demo post was made; with its last step done it carries no outbox any more. */
async function isPlayed(demo: DemoPost, key: string): Promise<boolean> {
  const identity = demoIdentities.find((known) => known.key === demo.by)
  const requestKey = `${identity ? demoUserId(identity).toString() : ''}:${key}`
  return (await ForumPost.exists({ requestKey, state: { $ne: 'checking' } })) !== null
}

/** A forum that people talk in, with one case in the queue. Repeatable: each post has its idempotency key. */
export async function seedForum(deps: Deps): Promise<void> {
  for (const [index, demo] of demoPosts.entries()) {
    const key = `demo-post-${index}`
    if (!(await isPlayed(demo, key))) await playPost(demo, key, deps)
  }
}
