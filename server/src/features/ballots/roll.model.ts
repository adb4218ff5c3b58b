import { Schema, model, type Types } from 'mongoose'

/*
 * Who may vote, who has, and what was chosen lie in collections of their own. Of a secret ballot nothing joins them: a
 * line carries no time and no choice, a vote no voter, no time and no id that tells an order.
 */

/** One vote that may be cast: of a person, or of those who share it. Written at the opening, never added to later. */
export interface RollLineRecord {
  _id: Types.ObjectId
  ballotId: Types.ObjectId
  rollId: Types.ObjectId
  /** `roll:voterKey`, unique: nobody stands on a roll twice. */
  key: string
  voterKey: string
  /** Of whom one casts it. */
  personIds: Types.ObjectId[]
  area: number
  /** The home, where several share the vote. */
  label?: string
  rooms: string[]
  hasVoted: boolean
  by?: 'app' | 'paper'
  /** Of the vote that counts. Which vote it is cannot be told from it, see vote.receipt. */
  receipt?: string
  /** Of the presses that wrote it, so that one sent again is known. */
  /** Who was of it and is not there any more, to be put back should that have been wrong. */
  goneIds?: Types.ObjectId[]
  requestKeys: string[]
  isStruck: boolean
}

const lineSchema = new Schema<RollLineRecord>({
  ballotId: { type: Schema.Types.ObjectId, required: true },
  rollId: { type: Schema.Types.ObjectId, required: true },
  key: { type: String, required: true },
  voterKey: { type: String, required: true },
  personIds: { type: [Schema.Types.ObjectId], default: [] },
  area: { type: Number, required: true },
  label: String,
  rooms: { type: [String], default: [] },
  hasVoted: { type: Boolean, required: true },
  by: { type: String, enum: ['app', 'paper'] },
  receipt: String,
  goneIds: { type: [Schema.Types.ObjectId], default: undefined },
  requestKeys: { type: [String], default: [] },
  isStruck: { type: Boolean, required: true },
})
lineSchema.index({ key: 1 }, { unique: true })
lineSchema.index({ rollId: 1, hasVoted: 1, _id: 1 })
lineSchema.index({ rollId: 1, rooms: 1 })
lineSchema.index({ ballotId: 1 })
lineSchema.index({ personIds: 1, _id: -1 })
lineSchema.index({ goneIds: 1 })

export const RollLine = model('BallotRollLine', lineSchema)

/** A vote. `_id` is random for a secret ballot, and the roll line's for an open one, whose vote may change. */
export interface VoteRecord {
  _id: string
  ballotId: Types.ObjectId
  choices: string[]
  area: number
}

const voteSchema = new Schema<VoteRecord>({
  _id: { type: String, required: true },
  ballotId: { type: Schema.Types.ObjectId, required: true },
  choices: { type: [String], required: true },
  area: { type: Number, required: true },
})
voteSchema.index({ ballotId: 1 })

export const BallotVote = model('BallotVote', voteSchema)

/**
 * What every vote passes: its transaction adds to a gate that is still open, so that a vote either stands before the
 * gate is shut, and is counted, or is refused. Several, so that voters do not wait for each other; which one is chance,
 * so that a gate says nothing of who passed it.
 */
export interface GateRecord {
  /** `ballot:number`. */
  _id: string
  ballotId: Types.ObjectId
  isShut: boolean
  heads: number
  area: number
  /** How many each calendar day in Shanghai. */
  days: Record<string, number>
  /** Votes that were changed; only there so that a change, too, meets a shut gate. */
  changes: number
}

const gateSchema = new Schema<GateRecord>({
  _id: { type: String, required: true },
  ballotId: { type: Schema.Types.ObjectId, required: true },
  isShut: { type: Boolean, required: true },
  heads: { type: Number, required: true },
  area: { type: Number, required: true },
  days: { type: Schema.Types.Mixed, required: true },
  changes: { type: Number, required: true },
})
gateSchema.index({ ballotId: 1 })

export const BallotGate = model('BallotGate', gateSchema)

/** Who casts a vote that several share: named beforehand by themselves, or settled by the community. */
export interface NamingRecord {
  _id: Types.ObjectId
  ballotId: Types.ObjectId
  /** `ballot:voterKey`, unique. */
  key: string
  voterKey: string
  voterId: Types.ObjectId
  /** Who of them named; nobody when the community did. */
  byPersonId?: Types.ObjectId
  /** From when on the vote may be cast, so that the others can object first. */
  votableFrom?: Date
  hasContest: boolean
  contest?: { byPersonId: Types.ObjectId; at: Date }
  settled?: { at: Date; byUserId: Types.ObjectId; byName: string }
  /** What they said of each other, and what was decided; encrypted. */
  contestText?: string
  settledText?: string
  hasVoted: boolean
  version: number
}

const inner = { _id: false, id: false } as const
const namingSchema = new Schema<NamingRecord>({
  ballotId: { type: Schema.Types.ObjectId, required: true },
  key: { type: String, required: true },
  voterKey: { type: String, required: true },
  voterId: { type: Schema.Types.ObjectId, required: true },
  byPersonId: Schema.Types.ObjectId,
  votableFrom: Date,
  hasContest: { type: Boolean, required: true },
  contest: new Schema(
    {
      byPersonId: { type: Schema.Types.ObjectId, required: true },
      at: { type: Date, required: true },
    },
    inner,
  ),
  settled: new Schema(
    {
      at: { type: Date, required: true },
      byUserId: { type: Schema.Types.ObjectId, required: true },
      byName: { type: String, required: true },
    },
    inner,
  ),
  contestText: String,
  settledText: String,
  hasVoted: { type: Boolean, required: true },
  version: { type: Number, required: true },
})
namingSchema.index({ key: 1 }, { unique: true })
namingSchema.index({ ballotId: 1, hasContest: 1 })

export const VoterNaming = model('BallotVoterNaming', namingSchema)

/** The receipts of all votes that were counted, sorted; `_id` is the ballot. */
export interface ReceiptListRecord {
  _id: Types.ObjectId
  receipts: string[]
}

const receiptsSchema = new Schema<ReceiptListRecord>({ receipts: { type: [String], required: true } })

export const ReceiptList = model('BallotReceiptList', receiptsSchema)
