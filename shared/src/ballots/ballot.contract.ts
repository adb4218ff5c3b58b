import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import {
  ballotForms,
  ballotKinds,
  ballotLimits,
  ballotOutcomes,
  electorates,
  optionRoles,
  ownersMatters,
  subjectKinds,
} from './ballot'
import { ballotActions, ballotStates } from './ballot.state'

export const onBallot = ['record.not_found', 'ballot.not_now'] as const
const drafting = ['ballot.rule_invalid', 'ballot.times_invalid', 'record.not_found'] as const

/** A share of at least half: 「过半数」, 「三分之二以上」. */
const threshold = z
  .strictObject({
    numerator: z.int().min(1).max(100),
    denominator: z.int().min(1).max(100),
    isOver: z.boolean(),
  })
  .refine(
    ({ numerator, denominator, isOver }) =>
      numerator * 2 >= denominator && (isOver ? numerator < denominator : numerator <= denominator),
  )

const rule = z.strictObject({ quorum: threshold.nullable(), majority: threshold.nullable() })
const weight = z.object({ heads: z.int().min(0), area: z.int().min(0) })

const subject = z.strictObject({
  kind: z.enum(subjectKinds),
  id: id.optional(),
  title: text(ballotLimits.titleText),
})

const written = {
  title: text(ballotLimits.titleText),
  text: text(ballotLimits.bodyText),
  /** The plans to choose from; none for `yesNo`. What stands for “no” and abstention is added. */
  plans: z.array(text(ballotLimits.optionText)).max(ballotLimits.options).default([]),
  form: z.enum(ballotForms),
  mostChoices: z.int().min(1).max(ballotLimits.options).optional(),
  isSecret: z.boolean(),
  opensAt: instant,
  closesAt: instant,
  /** For `opinion`, any rule; the others follow the street's preset and the law. */
  rule: rule.optional(),
}

/** Whom it asks: fixed with the kind, and once the ballot has opened. */
const asked = {
  kind: z.enum(ballotKinds),
  electorate: z.enum(electorates),
  /** The estate whose owners vote. */
  estate: areaCode.optional(),
  /** Of owners: what is decided, for the share it needs. */
  matter: z.enum(ownersMatters).optional(),
}

export const ballotSummary = z.object({
  id,
  kind: z.enum(ballotKinds),
  kindName: z.string(),
  title: z.string(),
  state: z.enum(ballotStates),
  stateText: z.string(),
  /** When it opens, closes or closed, as people say it. */
  whenText: z.string(),
  opensAt: instant,
  closesAt: instant,
  outcome: z.enum(ballotOutcomes).optional(),
  outcomeText: z.string().optional(),
  subject: z.object({ kind: z.enum(subjectKinds), id: id.optional(), title: z.string() }),
  /** The reader can still vote. */
  isWaiting: z.boolean(),
})
export type BallotSummary = z.output<typeof ballotSummary>

const option = z.object({ id: z.string(), text: z.string(), role: z.enum(optionRoles) })
const member = z.object({ personId: id, name: z.string(), isMe: z.boolean() })

/** One vote that the reader casts, or may come to cast. */
export const ownVote = z.object({
  voterKey: z.string(),
  /** The home, where several people share the vote. */
  label: z.string(),
  members: z.array(member),
  /** Who was named to cast it. */
  voter: member.optional(),
  hasVoted: z.boolean(),
  isByPaper: z.boolean(),
  canVote: z.boolean(),
  /** Why not, and what to do. */
  note: z.string().optional(),
  canName: z.boolean(),
  canContest: z.boolean(),
  contestNote: z.string().optional(),
  receipt: z.string().optional(),
  /** Only of an open ballot. */
  choices: z.array(z.string()).optional(),
})
export type OwnVote = z.output<typeof ownVote>

const result = z.object({
  outcome: z.enum(ballotOutcomes),
  outcomeText: z.string(),
  electorate: weight,
  turnout: weight,
  isQuorate: z.boolean(),
  isTied: z.boolean(),
  tallies: z.array(
    z.object({
      optionId: z.string(),
      text: z.string(),
      heads: z.int(),
      area: z.int(),
      isPassed: z.boolean(),
    }),
  ),
  /** The rounds of a runoff, and the whole, in words. */
  words: z.array(z.string()),
})
export type BallotResultView = z.output<typeof result>

export const ballotView = ballotSummary.extend({
  version: z.int(),
  community: areaCode,
  electorate: z.enum(electorates),
  estate: areaCode.optional(),
  matter: z.enum(ownersMatters).optional(),
  text: z.string(),
  form: z.enum(ballotForms),
  options: z.array(option),
  mostChoices: z.int(),
  isSecret: z.boolean(),
  isFrozen: z.boolean(),
  rule: z.object({ quorum: threshold.nullable(), majority: threshold.nullable() }),
  ruleTexts: z.array(z.string()),
  isByArea: z.boolean(),
  /** All who may vote, from the opening on. */
  size: weight.optional(),
  turnout: weight,
  turnoutByDay: z.array(z.object({ day: z.string(), label: z.string(), heads: z.int() })),
  result: result.optional(),
  voidReason: z.string().optional(),
  mine: z.array(ownVote),
  /** For those who prepare it: what the register lacks. */
  gaps: z.array(z.string()),
  actions: z.array(z.enum(ballotActions)),
})
export type BallotView = z.output<typeof ballotView>

export const listBallots = defineContract({
  method: 'get',
  path: '/api/ballots',
  summary: '社区的表决，新的在前',
  access: 'user',
  query: z.strictObject({ ...pageQuery, community: areaCode.optional(), subjectId: id.optional() }),
  response: pageOf(ballotSummary),
  success: 200,
})

export const listMyBallots = defineContract({
  method: 'get',
  path: '/api/ballots/mine',
  summary: '名册里有我、正在投票的表决',
  access: 'user',
  response: z.object({ items: z.array(ballotSummary) }),
  success: 200,
})

export const createBallot = defineContract({
  method: 'post',
  path: '/api/ballots',
  summary: '起草一次表决',
  access: ['secretary', 'communityWorker'],
  body: z.strictObject({ community: areaCode, subject, ...asked, ...written }),
  response: ballotView,
  success: 201,
  errors: [...drafting, 'request.already_done', 'request.retry'],
})

export const getBallot = defineContract({
  method: 'get',
  path: '/api/ballots/:id',
  summary: '一次表决：问什么、按什么规则、我的票、结果',
  access: 'user',
  params: idParams,
  response: ballotView,
  success: 200,
  errors: ['record.not_found'],
})

export const editBallot = defineContract({
  method: 'patch',
  path: '/api/ballots/:id',
  summary: '修改表决；开始投票后不能改投票人，有人投票后什么都不能改',
  access: ['secretary', 'communityWorker'],
  params: idParams,
  body: z.strictObject({ version: z.int().min(0), ...asked, ...written }),
  response: ballotView,
  success: 200,
  errors: [...onBallot, 'ballot.rule_invalid', 'ballot.times_invalid', 'ballot.changed', 'ballot.frozen'],
})

export const removeBallot = defineContract({
  method: 'delete',
  path: '/api/ballots/:id',
  summary: '删除草稿',
  access: ['secretary', 'communityWorker'],
  params: idParams,
  success: 204,
  errors: onBallot,
})

export const actOnBallot = defineContract({
  method: 'post',
  path: '/api/ballots/:id/actions',
  summary: '公布、收回、作废',
  access: ['secretary', 'streetOfficer'],
  params: idParams,
  body: z.discriminatedUnion('action', [
    z.strictObject({ action: z.enum(['announce', 'takeBack']), version: z.int().min(0) }),
    z.strictObject({
      action: z.literal('void'),
      version: z.int().min(0),
      reason: text(ballotLimits.noteText),
    }),
  ]),
  response: ballotView,
  success: 200,
  errors: [
    ...onBallot,
    'ballot.rule_invalid',
    'ballot.times_invalid',
    'ballot.changed',
    'ballot.areas_missing',
    'ballot.nobody',
    'ballot.subject_settled',
    'ballot.scheduled_motion',
    'ballot.answer_first',
    'ballot.words_refused',
  ],
})

const presetView = z.object({
  street: areaCode,
  quorum: threshold,
  majority: threshold,
  texts: z.array(z.string()),
  /** In minutes, the least that ballots of this street leave people. */
  spans: z.object({ naming: z.number(), lateNaming: z.number(), open: z.number() }),
  canEdit: z.boolean(),
})

/** The rule of residents' meetings in a street. */
export const getBallotPreset = defineContract({
  method: 'get',
  path: '/api/ballot-presets/:code',
  summary: '街道定下的居民会议表决规则',
  access: 'user',
  params: z.strictObject({ code: areaCode }),
  response: presetView,
  success: 200,
})

export const setBallotPreset = defineContract({
  method: 'put',
  path: '/api/ballot-presets/:code',
  summary: '街道修改居民会议表决规则；已经公布的表决不变',
  access: ['streetOfficer'],
  params: z.strictObject({ code: areaCode }),
  body: z.strictObject({ quorum: threshold, majority: threshold }),
  response: presetView,
  success: 200,
})

export const printBallot = defineContract({
  method: 'get',
  path: '/api/ballots/:id/print',
  summary: '表决公告或结果，A4 大字',
  access: 'user',
  params: idParams,
  produces: 'text/html',
  success: 200,
  errors: ['record.not_found'],
})

export const ballotContracts = {
  listBallots,
  listMyBallots,
  createBallot,
  getBallot,
  editBallot,
  removeBallot,
  actOnBallot,
  getBallotPreset,
  setBallotPreset,
  printBallot,
}
