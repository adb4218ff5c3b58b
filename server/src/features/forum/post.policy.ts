import type { CommentAction, ForumBoard } from '@linli/shared/forum/forum'
import { availablePostActions, type PostAction, type PostParty } from '@linli/shared/forum/post.state'
import { postsOf, type Actor } from '../users/actor'
import { canReadBoard, findForumAccess, isForumModerator, listVoices } from './forum.policy'
import type { ForumPostRecord, WrittenRecord } from './post.model'

/** Boards on which somebody asks for something that can be taken on, and answered. */
const askingBoards: readonly ForumBoard[] = ['neighbours', 'mutualHelp', 'deliberation']

export const isAuthor = (actor: Actor, { authorId }: Pick<WrittenRecord, 'authorId'>): boolean =>
  authorId.toString() === actor.userId

/** The person or the staff of the unit that a post or a comment is about. */
export function isSubject(actor: Actor, { subject }: Pick<ForumPostRecord, 'subject'>): boolean {
  if (!subject) return false
  const id = subject.id.toString()
  return subject.kind === 'user' ? id === actor.userId : postsOf(actor).includes(`unit:${id}`)
}

/** In what capacities somebody stands to a post; whom it is about stands in none. */
export function findPostParties(actor: Actor, post: ForumPostRecord): PostParty[] {
  if (isSubject(actor, post)) return []
  if (isAuthor(actor, post))
    return isForumModerator(actor, post.community) ? ['author', 'moderator'] : ['author']
  const access = findForumAccess(actor, post.community)
  if (!canReadBoard(access, post.board)) return []
  if (access !== 'full') return ['reader']
  return isForumModerator(actor, post.community) ? ['reader', 'moderator'] : ['reader']
}

/** Others read what is visible; its author everything but what is deleted. Nobody else reads what is hidden. */
export function canReadPost(actor: Actor, post: ForumPostRecord): boolean {
  const parties = findPostParties(actor, post)
  if (parties.includes('author')) return post.state !== 'deleted'
  return parties.length > 0 && post.state === 'visible'
}

/** The level above has looked at the present words after an appeal: nothing more comes of reporting them. */
export const isSettled = ({ verdict, edition }: Pick<WrittenRecord, 'verdict' | 'edition'>): boolean =>
  verdict?.isFinal === true && verdict.edition === edition

type Guard = (post: ForumPostRecord) => boolean

/** A neighbour asks something that nobody has answered, neither the community nor somebody whose answer was marked. */
export const isWaiting = (post: ForumPostRecord): boolean =>
  isAsking(post) && !post.hasOfficialAnswer && !post.isAnswered && !post.isLocked && !post.need

const isAsking: Guard = ({ board, as }) => askingBoards.includes(board) && as === 'resident'

/** What the table cannot say: what is set already, and on which boards it makes sense. */
const guards: Partial<Record<PostAction, Guard>> = {
  comment: ({ isLocked }) => !isLocked,
  // Who quarrelled does not have the last word where nobody may answer; deleting is always open.
  edit: ({ isLocked }) => !isLocked,
  // A notice was looked over before it went out, and is withdrawn where it was written.
  report: (post) => post.noticeId === undefined && !isSettled(post),
  pin: ({ pinnedAt }) => pinnedAt === undefined,
  unpin: ({ pinnedAt }) => pinnedAt !== undefined,
  lock: ({ isLocked }) => !isLocked,
  unlock: ({ isLocked }) => isLocked,
  markAnswered: (post) => askingBoards.includes(post.board) && !post.isAnswered,
  unmarkAnswered: ({ isAnswered }) => isAnswered,
  offerNeed: (post) => isAsking(post) && !post.need && !post.needOffer,
  raiseNeed: (post) => isAsking(post) && !post.need,
  // What is said of somebody goes one level above, as a need; a motion is about what is everybody's.
  raiseMotion: (post) => isAsking(post) && !post.motion && !post.subject,
  refuseNeed: ({ need, needOffer }) => needOffer !== undefined && !need,
}

export const isPostActionOpen = (action: PostAction, post: ForumPostRecord): boolean =>
  guards[action]?.(post) !== false

/** What this person may do to what others say to the post. */
export function listOthersActions(actor: Actor, post: ForumPostRecord): CommentAction[] {
  const isMember =
    findForumAccess(actor, post.community) === 'full' && findPostParties(actor, post).length > 0
  if (!isMember) return []
  const mayReply = post.state === 'visible' && isPostActionOpen('comment', post)
  return mayReply ? ['reply', 'like', 'report'] : ['like', 'report']
}

/** What stays with who wrote it, wherever she lives by now. */
const staysOwn = (action: PostAction): boolean => action === 'delete' || action === 'appeal'

/** Who only joined reads and follows: everything else is for members. */
export const isOpenTo = (actor: Actor, action: PostAction, post: ForumPostRecord): boolean =>
  findForumAccess(actor, post.community) === 'full' ||
  (action === 'follow' && canReadBoard(findForumAccess(actor, post.community), post.board)) ||
  (isAuthor(actor, post) && staysOwn(action))

interface Standing {
  canAppeal: boolean
  /** As in post.lifted. */
  isLifted: boolean
}

/** What this person may do to this post now: drawn as buttons, and checked again on each press. */
export function listPostActions(
  actor: Actor,
  post: ForumPostRecord,
  { canAppeal, isLifted }: Standing,
): PostAction[] {
  const hasVoice = listVoices(actor, post.community).some(({ as }) => as !== 'desk' || !isLifted)
  const parties = findPostParties(actor, post).filter((party) => party !== 'moderator' || !isLifted)
  return availablePostActions(post.state, parties)
    .filter((action) => isPostActionOpen(action, post))
    .filter((action) => isOpenTo(actor, action, post))
    .filter((action) => action !== 'comment' || hasVoice)
    .filter((action) => action !== 'appeal' || canAppeal)
}
