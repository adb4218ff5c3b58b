import { Types, type Model } from 'mongoose'
import type { Deps } from '../../deps'
import { liftCase } from '../contentCheck/contentCheck.case'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { listQueuedAt } from '../contentCheck/contentReview.list'
import { isAtDesk, reviewRoles } from '../contentCheck/reviewArea'
import { ForumComment, type CommentRecord } from './comment.model'
import { ForumPost, type ForumPostRecord, type WrittenRecord, type WrittenSubject } from './post.model'

/** Whether it is about somebody who decides at the community's desk. */
export async function isAboutModerator(
  { community, subject }: Pick<ForumPostRecord, 'community' | 'subject'>,
  { clock }: Pick<Deps, 'clock'>,
): Promise<boolean> {
  if (subject?.kind !== 'user') return false
  return isAtDesk(subject.id.toString(), community, reviewRoles.community, clock.now())
}

interface Named extends WrittenRecord {
  subject?: WrittenSubject
}

/**
 * Whoever decided above the community has said whom it is about: from now on she reads neither it nor its author, in
 * whichever edition. What her desk had stopped goes on. Repeatable.
 * @returns whether somebody was named.
 */
async function takeSubject<T extends Named>(
  model: Model<T>,
  { subject: { id: _id }, aboutUserId, isByPerson }: ContentDecision,
  also: object = {},
): Promise<boolean> {
  if (aboutUserId === undefined || !isByPerson) return false
  const subject = { kind: 'user' as const, id: new Types.ObjectId(aboutUserId) }
  const named = model as unknown as Model<Named>
  const record = await named.findOne({ _id }, { subject: 1, state: 1 }).lean<Named>()
  const isKnown = record?.subject?.kind === 'user' && record.subject.id.equals(subject.id)
  if (!record || record.state === 'deleted' || isKnown) return isKnown
  await named.updateOne({ _id, state: record.state }, { $set: { subject, ...also }, $inc: { version: 1 } })
  return true
}

export const takeCommentSubject = (decision: ContentDecision): Promise<boolean> =>
  takeSubject(ForumComment, decision)

/** With what neighbours said to it: it is about the same person. */
export async function takePostSubject(decision: ContentDecision, deps: Deps): Promise<boolean> {
  if (!(await takeSubject(ForumPost, decision, { isLocked: false }))) return false
  const post = await ForumPost.findOne({ _id: decision.subject.id }, { community: 1, subject: 1 }).lean<
    Pick<ForumPostRecord, '_id' | 'community' | 'subject'>
  >()
  if (post && (await isAboutModerator(post, deps))) await liftComments(post, deps)
  return true
}

/** What lies at the community's desk of a thread goes above with it. */
async function liftComments(
  { _id, community }: Pick<ForumPostRecord, '_id' | 'community'>,
  deps: Deps,
): Promise<void> {
  const queued = (await listQueuedAt(community)).filter(({ subjectKind }) => subjectKind === 'forumComment')
  if (queued.length === 0) return
  const said = await ForumComment.find(
    { _id: { $in: queued.map(({ subjectId }) => subjectId) } },
    { postId: 1 },
  ).lean<Pick<CommentRecord, '_id' | 'postId'>[]>()
  const here = new Set(said.filter(({ postId }) => postId.equals(_id)).map(({ _id: id }) => id.toString()))
  for (const { subjectKind: kind, subjectId: id, field } of queued)
    if (here.has(id)) await liftCase({ kind, id, field }, deps)
}
