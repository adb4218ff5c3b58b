import { Types, type Model } from 'mongoose'
import type { Deps } from '../../deps'
import { liftCase } from '../contentCheck/contentCheck.case'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { listQueuedAt } from '../contentCheck/contentReview.list'
import { isAtDesk, reviewRoles } from '../contentCheck/reviewArea'
import { ForumComment, type CommentRecord } from './comment.model'
import { ForumPost, type ForumPostRecord, type WrittenRecord, type WrittenSubject } from './post.model'
import { readNotesBefore, subjectOf, type WrittenKind } from './written.check'

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

/** Whom whoever decided above has named. */
type Naming = Pick<ContentDecision, 'subject' | 'aboutUserId' | 'isByPerson'>

/**
 * Whom the level above has named in the words before: a case that is withdrawn tells nobody, and they may have been
 * rewritten before that was heard.
 */
async function readNaming(
  kind: WrittenKind,
  record: WrittenRecord,
): Promise<(Naming & { about: WrittenSubject }) | undefined> {
  const aboutUserId = (await readNotesBefore(kind, record))?.namedUserId
  if (aboutUserId === undefined) return undefined
  const about = { kind: 'user' as const, id: new Types.ObjectId(aboutUserId) }
  return { subject: subjectOf(kind, record), aboutUserId, isByPerson: true, about }
}

/** Whom a post is about by now. Repeatable. */
export async function settlePostSubject(post: ForumPostRecord, deps: Deps) {
  const naming = await readNaming('forumPost', post)
  if (naming) await takePostSubject(naming, deps)
  return naming?.about ?? post.subject
}

/** Whom a comment is about by now. Repeatable. */
export async function settleCommentSubject(comment: CommentRecord) {
  const naming = await readNaming('forumComment', comment)
  if (naming) await takeCommentSubject(naming)
  return naming?.about ?? comment.subject
}

/**
 * Whoever decided above the community has said whom it is about: from now on she reads neither it nor its author, in
 * whichever edition. What her desk had stopped goes on. Repeatable.
 * @returns whether somebody was named.
 */
async function takeSubject<T extends Named>(
  model: Model<T>,
  { subject: { id: _id }, aboutUserId, isByPerson }: Naming,
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

export const takeCommentSubject = (decision: Naming): Promise<boolean> => takeSubject(ForumComment, decision)

/** With what neighbours said to it: it is about the same person. */
export async function takePostSubject(decision: Naming, deps: Deps): Promise<boolean> {
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
