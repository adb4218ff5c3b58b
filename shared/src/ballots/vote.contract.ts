import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { id, idParams, instant, text } from '../schemas'
import { ballotLimits } from './ballot'
import { ballotView, onBallot } from './ballot.contract'

/** Whose vote it is: a person, or the home or owners who share one. */
const voterKey = z.string().regex(/^(person|household|owners|home):[0-9a-f]{24}$/)

/** Ids of options; for a ranked ballot the best liked first. */
const choices = z
  .array(z.string().regex(/^[a-z]$/))
  .min(1)
  .max(ballotLimits.options)

/*
 * Who votes stands on the roll, which the service asks: verified neighbours, and owners wherever they live by now.
 */

/** Whatever has to do with votes waits while the words of the ballot are looked at. */
const onVotes = [...onBallot, 'ballot.being_checked'] as const
/** A paper of those who share a vote is the one’s who casts it. */
const onWhosePaper = [
  'ballot.whose_paper',
  'ballot.paper_voter_not_named',
  'ballot.paper_of_another',
  'ballot.named_too_late',
] as const
/** Of those who share a vote, who stands there. */
const personId = id.optional()
const voting = ['ballot.choice_invalid', 'ballot.closed', 'ballot.already_voted', 'ballot.contested'] as const

export const castVote = defineContract({
  method: 'post',
  path: '/api/ballots/:id/votes',
  summary: '投票；记名的在截止前可以再改，不记名的投出后不能改',
  access: 'user',
  params: idParams,
  body: z.strictObject({
    voterKey,
    /** Of the ballot as it was read. */
    version: z.int().min(0),
    choices,
  }),
  response: z.object({
    /** To be kept: it is in the list published at closing, and says nothing of the choice. */
    receipt: z.string(),
    isChanged: z.boolean(),
  }),
  success: 200,
  errors: [
    ...onVotes,
    ...voting,
    'ballot.changed',
    'ballot.not_open_yet',
    'ballot.not_on_roll',
    'ballot.voter_not_named',
    'ballot.voter_is_another',
    'ballot.named_too_late',
    'request.retry',
  ],
})

export const nameVoter = defineContract({
  method: 'put',
  path: '/api/ballots/:id/voter',
  summary: '登记这一户（或这几位业主）由谁来投',
  access: 'user',
  params: idParams,
  body: z.strictObject({ voterKey, personId: id }),
  response: ballotView,
  success: 200,
  errors: [
    ...onBallot,
    'ballot.not_on_roll',
    'ballot.voter_is_another',
    'ballot.contested',
    'ballot.settled',
    'ballot.already_voted',
    'ballot.naming_over',
    'ballot.changed',
  ],
})

export const contestVoter = defineContract({
  method: 'post',
  path: '/api/ballots/:id/contests',
  summary: '不同意由登记的那位来投；书记听过双方再定，定下前先不能投',
  access: 'user',
  params: idParams,
  body: z.strictObject({ voterKey, text: text(ballotLimits.noteText) }),
  response: ballotView,
  success: 200,
  errors: [
    ...onBallot,
    'ballot.not_on_roll',
    'ballot.voter_not_named',
    'ballot.settled',
    'ballot.already_voted',
    'ballot.changed',
  ],
})

export const settleVoter = defineContract({
  method: 'post',
  path: '/api/ballots/:id/settlements',
  summary: '有不同意见的听过双方后，没有登记的问过以后，定下由谁来投',
  access: ['secretary', 'streetOfficer'],
  params: idParams,
  body: z.strictObject({
    voterKey,
    personId: id,
    /** What each side said, and why it is decided so. */
    text: text(ballotLimits.noteText, 4),
  }),
  success: 204,
  errors: [...onBallot, 'ballot.not_on_roll', 'ballot.already_voted', 'ballot.voter_named', 'ballot.changed'],
})

export const listReceipts = defineContract({
  method: 'get',
  path: '/api/ballots/:id/receipts',
  summary: '截止后公布的回执，按字母排列；用来核对自己的票在不在里面',
  access: 'user',
  params: idParams,
  query: z.strictObject({
    /** Only those that begin so. */
    start: z
      .string()
      .regex(/^[0-9a-f]{1,32}$/)
      .optional(),
  }),
  response: z.object({ total: z.int(), receipts: z.array(z.string()) }),
  success: 200,
  errors: onBallot,
})

const rollMember = z.object({ personId: id, name: z.string() })

/** A line of the roll as the desk sees it: whether, never what. */
export const rollLine = z.object({
  voterKey: z.string(),
  label: z.string(),
  members: z.array(rollMember),
  voter: rollMember.optional(),
  hasVoted: z.boolean(),
  isByPaper: z.boolean(),
  isStruck: z.boolean(),
  /** The community may say who casts it: they do not agree, or nobody is named. */
  canSettle: z.boolean(),
  /** Somebody wants her paper back, and a second person has to say yes. */
  returning: z.object({ by: z.string(), isMine: z.boolean(), text: z.string() }).optional(),
  /** Somebody of the home does not agree to who was named. */
  contest: z.object({ by: z.string(), text: z.string(), at: instant }).optional(),
  /** Of an open ballot that has closed: what was chosen. */
  choiceText: z.string().optional(),
})
export type RollLineView = z.output<typeof rollLine>

export const listRoll = defineContract({
  method: 'post',
  // By POST, so that no name stands in an address.
  path: '/api/ballots/:id/roll',
  summary: '名册：谁可以投、投了没有；不记名的不显示选了什么',
  access: 'user',
  params: idParams,
  body: z.strictObject({
    ...pageQuery,
    /** A name, or a room. */
    q: text(ballotLimits.optionText).optional(),
    only: z.enum(['contested', 'missing', 'returning']).optional(),
  }),
  response: pageOf(rollLine),
  success: 200,
  errors: onBallot,
})

export const takeBackPaper = defineContract({
  method: 'post',
  path: '/api/ballots/:id/returned-papers',
  summary: '领错了、没有领过的纸质票收回来：另一个人也确认，他才又可以投',
  access: ['secretary', 'communityWorker', 'streetOfficer'],
  params: idParams,
  body: z.strictObject({ voterKey, reason: text(ballotLimits.noteText, 4) }),
  response: z.object({
    /** False: a second person has to say the same. */
    isBack: z.boolean(),
  }),
  success: 200,
  repeats: 'record',
  errors: [
    ...onVotes,
    'ballot.not_on_roll',
    'ballot.paper_not_out',
    'ballot.paper_in_box',
    'ballot.paper_counted',
    'ballot.changed',
    'ballot.closed',
  ],
})

export const withdrawPaperReturn = defineContract({
  method: 'delete',
  path: '/api/ballots/:id/returned-papers/:voterKey',
  summary: '自己提出的收回还没有人确认，不收回了',
  access: ['secretary', 'communityWorker', 'streetOfficer'],
  params: z.strictObject({ id, voterKey }),
  success: 204,
  errors: [...onVotes, 'ballot.changed', 'ballot.closed'],
})

export const handPaper = defineContract({
  method: 'post',
  path: '/api/ballots/:id/handed-papers',
  summary: '登记谁领了一张不记名的纸质票，他不能再在手机上投',
  access: ['secretary', 'communityWorker'],
  params: idParams,
  body: z.strictObject({ voterKey, personId }),
  success: 204,
  repeats: 'record',
  errors: [
    ...onVotes,
    ...onWhosePaper,
    'ballot.paper_wrong_kind',
    'ballot.not_on_roll',
    'ballot.already_voted',
    'ballot.contested',
    'ballot.changed',
    'ballot.closed',
  ],
})

export const paperView = z.object({
  id,
  label: z.string(),
  /** By which a second person types the same paper. */
  voterKey: z.string().optional(),
  number: z.int().optional(),
  /** `first`: waits for a second person; `differs`: what the two typed is not the same. */
  state: z.enum(['first', 'differs', 'counted']),
  /** What was typed: one's own, and both where they differ. Never of one that is counted. */
  entries: z.array(z.object({ by: z.string(), isMine: z.boolean(), text: z.string() })),
  /** Names of those who typed it and cannot now: a colleague may take their entries off. */
  absent: z.array(z.string()),
  /** Who typed it, once the ballot is closed and what they typed is gone. */
  typedBy: z.array(z.string()),
  /** Of an open ballot, of a vote that several share: who they are, and who of them casts it. */
  members: z.array(rollMember),
  voter: rollMember.optional(),
})
export type PaperView = z.output<typeof paperView>

export const typePaper = defineContract({
  method: 'post',
  path: '/api/ballots/:id/papers',
  summary: '录入一张纸质票；两个人录的一样才计票',
  access: 'user',
  params: idParams,
  body: z.strictObject({
    /** Of an open ballot: whose paper it is. */
    voterKey: voterKey.optional(),
    personId,
    /** Of a secret one: the number printed on it. */
    number: z.int().min(1).max(ballotLimits.paperNumber).optional(),
    choices,
  }),
  response: paperView,
  success: 200,
  errors: [
    ...onVotes,
    ...voting,
    ...onWhosePaper,
    'ballot.paper_wrong_kind',
    'ballot.paper_counted',
    'ballot.paper_not_handed',
    'ballot.not_on_roll',
    'ballot.changed',
  ],
})

export const withdrawPaper = defineContract({
  method: 'delete',
  path: '/api/ballots/:id/papers/:paperId',
  summary: '自己录错了号码、录错了人的纸质票，还没有计票的，去掉自己录的这一遍',
  access: 'user',
  params: z.strictObject({ id, paperId: id }),
  success: 204,
  errors: [...onVotes, 'ballot.paper_counted', 'ballot.changed', 'ballot.closed'],
})

export const withdrawAbsentPaper = defineContract({
  method: 'post',
  path: '/api/ballots/:id/papers/:paperId/withdrawals',
  summary: '录票的同事现在不在岗：写明原因，去掉他录的这一遍，会留下记录，也会告诉他',
  access: ['secretary', 'communityWorker'],
  params: z.strictObject({ id, paperId: id }),
  body: z.strictObject({ reason: text(ballotLimits.noteText, 4) }),
  success: 204,
  errors: [...onVotes, 'ballot.paper_counted', 'ballot.typist_present', 'ballot.changed', 'ballot.closed'],
})

export const listPapers = defineContract({
  method: 'get',
  path: '/api/ballots/:id/papers',
  summary: '录过的纸质票，还没有计票的在前',
  access: 'user',
  params: idParams,
  response: z.object({ items: z.array(paperView), handed: z.int(), counted: z.int() }),
  success: 200,
  errors: onBallot,
})

export const voteContracts = {
  castVote,
  nameVoter,
  contestVoter,
  settleVoter,
  listReceipts,
  listRoll,
  handPaper,
  takeBackPaper,
  withdrawPaperReturn,
  typePaper,
  withdrawPaper,
  withdrawAbsentPaper,
  listPapers,
}
