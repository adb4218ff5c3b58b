import { listAllowed, type Transition } from '../stateTable'

/**
 * Where a notice stands. `scheduled`: signed, goes out at its time. `expired`: its time is over, it can still be read.
 * `withdrawn`: its words are gone, why and when stays.
 */
export const noticeStates = [
  'draft',
  'submitted',
  'approved',
  'scheduled',
  'published',
  'expired',
  'withdrawn',
  'discarded',
] as const
export type NoticeState = (typeof noticeStates)[number]

export const noticeActions = [
  'edit',
  'submit',
  'recall',
  'discard',
  'approve',
  'sendBack',
  'sign',
  'withdraw',
  'correct',
  'recordReach',
] as const
export type NoticeAction = (typeof noticeActions)[number]

/**
 * What the clock does, and the check of the words: what it finds risky goes back, or is withdrawn; what nobody has looked
 * at in time goes back too.
 */
export const noticeSteps = ['publish', 'expire', 'refuse', 'giveBack'] as const
export type NoticeStep = (typeof noticeSteps)[number]

/**
 * In what capacity someone stands to a notice: its `writer`; an `approver`, who is never its writer; the
 * `spokesperson`, who signs; the `desk` that issues or serves it; a `helper` of the grid or building.
 */
export const noticeParties = ['writer', 'approver', 'spokesperson', 'desk', 'helper'] as const
export type NoticeParty = (typeof noticeParties)[number]

type NoticeTransition = Transition<NoticeState, NoticeParty>

const correct = (to: NoticeState): NoticeTransition => ({ to, by: ['writer', 'desk', 'spokesperson'] })

/** State × action → next state and who may; what is not listed is refused in that state. */
export const noticeTransitions: Record<NoticeState, Partial<Record<NoticeAction, NoticeTransition>>> = {
  draft: {
    edit: { to: 'draft', by: ['writer'] },
    submit: { to: 'submitted', by: ['writer'] },
    discard: { to: 'discarded', by: ['writer', 'spokesperson'] },
  },
  submitted: {
    recall: { to: 'draft', by: ['writer'] },
    approve: { to: 'approved', by: ['approver'] },
    sendBack: { to: 'draft', by: ['approver'] },
  },
  approved: {
    recall: { to: 'draft', by: ['writer'] },
    sendBack: { to: 'draft', by: ['approver', 'spokesperson'] },
    sign: { to: 'scheduled', by: ['spokesperson'] },
  },
  scheduled: { recall: { to: 'draft', by: ['writer', 'spokesperson'] } },
  published: {
    withdraw: { to: 'withdrawn', by: ['spokesperson', 'approver'] },
    correct: correct('published'),
    recordReach: { to: 'published', by: ['desk', 'helper'] },
  },
  /** Who was told while it held is written down afterwards as well. */
  expired: {
    withdraw: { to: 'withdrawn', by: ['spokesperson', 'approver'] },
    correct: correct('expired'),
    recordReach: { to: 'expired', by: ['desk', 'helper'] },
  },
  /** Who was told otherwise than by telephone or app hears from somebody that it holds no more. */
  withdrawn: { correct: correct('withdrawn'), recordReach: { to: 'withdrawn', by: ['desk', 'helper'] } },
  discarded: {},
}

export const noticeStepTargets: Record<NoticeState, Partial<Record<NoticeStep, NoticeState>>> = {
  draft: {},
  submitted: { refuse: 'draft' },
  approved: { refuse: 'draft' },
  scheduled: { publish: 'published', refuse: 'draft', giveBack: 'draft' },
  published: { expire: 'expired', refuse: 'withdrawn' },
  expired: {},
  withdrawn: {},
  discarded: {},
}

/** What residents ever read. */
export const publicNoticeStates: readonly NoticeState[] = ['published', 'expired', 'withdrawn']

export function findNoticeTransition(state: NoticeState, action: NoticeAction): NoticeTransition | undefined {
  return noticeTransitions[state][action]
}

/** What somebody of these parties may do in the state, in the order of `noticeActions`. */
export function availableNoticeActions(state: NoticeState, parties: readonly NoticeParty[]): NoticeAction[] {
  return listAllowed(noticeTransitions[state], noticeActions, parties)
}

export const noticeStateTexts: Record<NoticeState, string> = {
  draft: '还在写',
  submitted: '等别人看过',
  approved: '看过了，等发言人签发',
  scheduled: '签好了，到时间就发',
  published: '已发布',
  expired: '已过期',
  withdrawn: '已撤回',
  discarded: '不发了',
}
