import type { CommentView } from '@linli/shared/forum/comment.contract'
import { openBoard, type CommentAction } from '@linli/shared/forum/forum'
import { postStateTexts } from '@linli/shared/forum/post.state'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { canAppeal } from '../contentCheck/contentReview.appeal'
import { describeHiding } from '../contentCheck/contentReview.own'
import type { StoredContentCheck } from '../contentCheck/contentCheck.model'
import type { Actor } from '../users/actor'
import { ForumComment, type CommentRecord } from './comment.model'
import { readNeighbourNames } from './forum.names'
import { findForumAccess } from './forum.policy'
import type { ForumPostRecord } from './post.model'
import { isAuthor, isSettled, isSubject, listOthersActions } from './post.policy'
import { cutText, listNamed, viewAuthor, viewFiles } from './post.view'
import { readLiked } from './thread.likes'
import { readCases } from './written.check'

const replyExcerpt = 30
const goneTexts = { deleted: '这条留言已经删除', hidden: '这条留言没有公开' } as const

interface Known {
  names: Awaited<ReturnType<typeof readNeighbourNames>>
  liked: Set<string>
  answered: Map<string, CommentRecord>
  cases: Map<string, StoredContentCheck>
  hasNames: boolean
}

async function readAnswered(comments: readonly CommentRecord[]): Promise<Map<string, CommentRecord>> {
  const ids = comments.flatMap(({ replyTo }) => (replyTo ? [replyTo] : []))
  if (ids.length === 0) return new Map()
  const rows = await ForumComment.find({ _id: { $in: ids } }, { outbox: 0 }).lean<CommentRecord[]>()
  return new Map(rows.map((row) => [row._id.toString(), row]))
}

/** Who only joined reads what is said below a notice, and not by whom: names are for the community's own. */
export const readsNames = (actor: Actor, { community, board }: ForumPostRecord): boolean =>
  board !== openBoard || findForumAccess(actor, community) === 'full'

async function readKnown(
  comments: readonly CommentRecord[],
  actor: Actor,
  hasNames: boolean,
  deps: Deps,
): Promise<Known> {
  const answered = await readAnswered(comments)
  const ownHidden = comments.filter((comment) => isAuthor(actor, comment) && comment.state === 'hidden')
  return {
    answered,
    hasNames,
    names: await readNeighbourNames(listNamed([...comments, ...answered.values()]), deps),
    liked: await readLiked(
      comments.map(({ _id }) => _id),
      actor.userId,
    ),
    cases: await readCases('forumComment', ownHidden),
  }
}

/** What this person may do to a comment now; checked again on each press. */
function listCommentActions(
  comment: CommentRecord,
  post: ForumPostRecord,
  actor: Actor,
  ownCase: StoredContentCheck | undefined,
): CommentAction[] {
  const open = comment.state === 'visible' ? listOthersActions(actor, post) : []
  const others = open.filter((action) => action !== 'report' || !isSettled(comment))
  if (!isAuthor(actor, comment)) return others
  return [
    ...others.filter((action) => action === 'reply'),
    ...(comment.state === 'hidden' || post.isLocked ? [] : (['edit'] as const)),
    'delete',
    ...(ownCase !== undefined && canAppeal(ownCase) ? (['appeal'] as const) : []),
  ]
}

const namelessName = '邻居'

function viewSpeaker(comment: CommentRecord, { names, hasNames }: Known, actor: Actor) {
  const author = viewAuthor(comment, names, actor)
  if (hasNames || comment.as !== 'resident' || isAuthor(actor, comment)) return author
  return { name: namelessName, kind: author.kind, isMine: false }
}

function viewReplyTo(comment: CommentRecord, known: Known, actor: Actor): CommentView['replyTo'] {
  const answered = comment.replyTo && known.answered.get(comment.replyTo.toString())
  if (!answered) return undefined
  const isReadable = answered.state === 'visible' && !isSubject(actor, answered)
  return {
    id: answered._id.toString(),
    name: isReadable ? viewSpeaker(answered, known, actor).name : namelessName,
    excerpt: isReadable
      ? cutText(answered.text, replyExcerpt)
      : goneTexts[answered.state === 'deleted' ? 'deleted' : 'hidden'],
  }
}

function viewComment(
  comment: CommentRecord,
  post: ForumPostRecord,
  known: Known,
  actor: Actor,
  deps: Deps,
): CommentView {
  const isOpen = comment.state === 'visible' && !isSubject(actor, comment)
  const isReadable = isOpen || (isAuthor(actor, comment) && comment.state !== 'deleted')
  const ownCase = known.cases.get(comment._id.toString())
  const base = {
    id: comment._id.toString(),
    version: comment.version,
    at: comment.createdAt.toISOString(),
    isOfficial: isReadable && comment.isOfficial,
  }
  if (!isReadable) {
    // What is being checked looks to others as what is hidden: nothing to be read.
    const state = comment.state === 'deleted' ? ('deleted' as const) : ('hidden' as const)
    return { ...base, state, text: goneTexts[state], media: [], likes: 0, isLiked: false, actions: [] }
  }
  return {
    ...base,
    state: comment.state,
    author: viewSpeaker(comment, known, actor),
    text: comment.text,
    media: viewFiles(comment, actor, deps),
    likes: Math.max(0, comment.likes),
    isLiked: known.liked.has(base.id),
    ...(comment.state === 'visible' && isSettled(comment) ? { isSettled: true } : {}),
    ...dropUndefined({
      stateText: comment.state === 'visible' ? undefined : postStateTexts[comment.state],
      editedAt: comment.editedAt?.toISOString(),
      replyTo: viewReplyTo(comment, known, actor),
      hiddenBecause: describeHiding(ownCase),
      caseId: ownCase?._id.toString(),
    }),
    actions: listCommentActions(comment, post, actor, ownCase),
  }
}

/**
 * What was said, in a number of reads that does not grow with it.
 * @param hasNames else as this person reads it.
 */
export async function viewComments(
  comments: readonly CommentRecord[],
  post: ForumPostRecord,
  actor: Actor,
  deps: Deps,
  hasNames = readsNames(actor, post),
): Promise<CommentView[]> {
  const known = await readKnown(comments, actor, hasNames, deps)
  return comments.map((comment) => viewComment(comment, post, known, actor, deps))
}
