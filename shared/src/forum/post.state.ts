import { listAllowed, type Transition } from '../stateTable'

/**
 * Where a post or a comment stands. `checking`: the automatic check runs. `inReview`: a person looks before others
 * read. `hidden`: the check, the reports or a moderator took it away. `deleted`: its author did.
 */
export const postStates = ['checking', 'inReview', 'visible', 'hidden', 'deleted'] as const
export type PostState = (typeof postStates)[number]

/** What a person may do to a post. */
export const postActions = [
  'edit',
  'delete',
  'comment',
  'like',
  'follow',
  'report',
  'markAnswered',
  'unmarkAnswered',
  'raiseNeed',
  'refuseNeed',
  'offerNeed',
  'raiseMotion',
  'pin',
  'unpin',
  'lock',
  'unlock',
  'appeal',
] as const
export type PostAction = (typeof postActions)[number]

/** What the check and the moderators' queue decide; nobody presses these here. */
export const postSteps = ['pass', 'queue', 'hide'] as const
export type PostStep = (typeof postSteps)[number]

/**
 * In what capacity someone stands to a post: `author`; `reader` of the board; `moderator` at the community's desk.
 * Whom a post is about stands in none, also when she sits at the desk.
 */
export const postParties = ['author', 'reader', 'moderator'] as const
export type PostParty = (typeof postParties)[number]

type PostTransition = Transition<PostState, PostParty>

const everyone = ['author', 'reader', 'moderator'] as const
const change = { to: 'checking', by: ['author'] } as const
const remove = { to: 'deleted', by: ['author'] } as const
const stay = (by: readonly PostParty[]): PostTransition => ({ to: 'visible', by })

/** State × action → next state and who may; what is not listed is refused in that state. */
export const postTransitions: Record<PostState, Partial<Record<PostAction, PostTransition>>> = {
  checking: { edit: change, delete: remove },
  inReview: { edit: change, delete: remove },
  visible: {
    edit: change,
    delete: remove,
    comment: stay(everyone),
    like: stay(['reader', 'moderator']),
    follow: stay(everyone),
    report: stay(['reader', 'moderator']),
    markAnswered: stay(['author', 'moderator']),
    unmarkAnswered: stay(['author', 'moderator']),
    raiseNeed: stay(['author']),
    refuseNeed: stay(['author']),
    offerNeed: stay(['moderator']),
    raiseMotion: stay(['author']),
    pin: stay(['moderator']),
    unpin: stay(['moderator']),
    lock: stay(['moderator']),
    unlock: stay(['moderator']),
  },
  hidden: { delete: remove, appeal: { to: 'hidden', by: ['author'] } },
  deleted: {},
}

/** Where a verdict of the check or of a moderator leads; what its author deleted stays so. */
export const postStepTargets: Record<PostState, Partial<Record<PostStep, PostState>>> = {
  checking: { pass: 'visible', queue: 'inReview', hide: 'hidden' },
  inReview: { pass: 'visible', hide: 'hidden' },
  visible: { queue: 'inReview', hide: 'hidden' },
  hidden: { pass: 'visible', queue: 'inReview' },
  deleted: {},
}

export function findPostTransition(state: PostState, action: PostAction): PostTransition | undefined {
  return postTransitions[state][action]
}

/** What somebody of these parties may do in the state, in the order of `postActions`. */
export function availablePostActions(state: PostState, parties: readonly PostParty[]): PostAction[] {
  return listAllowed(postTransitions[state], postActions, parties)
}

/** In the author's words: others only ever read what is visible. */
export const postStateTexts: Record<PostState, string> = {
  checking: '正在核对，马上就好，现在只有您看得到',
  inReview: '社区的人看过后就公开，现在只有您看得到',
  visible: '邻居们都能看到',
  hidden: '没有公开，只有您和社区看得到',
  deleted: '您已删除',
}
