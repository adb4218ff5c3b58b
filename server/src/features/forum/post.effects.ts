import { boardRules } from '@linli/shared/forum/forum'
import type { Deps } from '../../deps'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { ForumPost, type ForumPostRecord } from './post.model'
import { announcePostChange } from './thread.announce'
import { bringReportsBeforeVerdict, requestCheck, takeVerdict } from './written.check'
import { settlePostSubject, takePostSubject } from './written.subject'

/** Where messages about a post lead. */
export const pageOfPost = (id: { toString(): string }): string =>
  `packages/forum/pages/post/index?id=${id.toString()}`

/** What follows a change of a post, at least once. */
export async function applyPostEntry(post: ForumPostRecord, entry: OutboxEntry, deps: Deps): Promise<void> {
  if (entry.event !== 'post.written') return
  const { text, price, place } = post
  const page = pageOfPost(post._id)
  const subject = await settlePostSubject(post, deps)
  await requestCheck(post, { kind: 'forumPost', texts: [text, price, place], page, subject }, deps)
  // Nobody goes on reading the words before, or what was taken away.
  if (post.edition > 1 || post.state === 'deleted') await announcePostChange(post._id, deps)
}

/** What its author is told; the check and the moderators tell of their decisions themselves. */
export function expandPost(post: ForumPostRecord, entry: OutboxEntry): Message[] {
  if (entry.event !== 'post.needOffered' || !post.needOffer) return []
  const { by, categoryName } = post.needOffer
  return [
    {
      userId: post.authorId.toString(),
      event: entry.event,
      title: `${by}想帮您办这件事`,
      body: `您在“${boardRules[post.board].name}”里说的事，可以按“${categoryName}”办。您同意了才会转，帖子上只显示进度。`,
      page: pageOfPost(post._id),
      district: post.district,
    },
  ]
}

/** The check, the reports or a moderator decided about the present words. What is taken away is not pinned any more. */
export async function takePostVerdict(decision: ContentDecision, deps: Deps): Promise<void> {
  const post = await ForumPost.findOne({ _id: decision.subject.id }).lean<ForumPostRecord>()
  if (!post) return
  const isNamed = await takePostSubject(decision, deps)
  await bringReportsBeforeVerdict('forumPost', post, decision, deps)
  const before = await takeVerdict(ForumPost, decision, (_, to) =>
    to === 'visible' ? {} : { $unset: { pinnedAt: 1 } },
  )
  if (before ?? isNamed) await announcePostChange(post._id, deps)
}
