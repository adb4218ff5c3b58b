import { Schema, Types, model } from 'mongoose'
import { randomBytes } from 'node:crypto'

const inner = { _id: false, id: false } as const

/** Who typed a paper. */
export interface PaperTypist {
  byUserId: Types.ObjectId
  byName: string
}

/**
 * A paper vote. Of an open ballot under its voter, of a secret one under the number printed on it. What is chosen on it
 * is in the vote alone once it is counted: whoever knows who took which number finds no choice beside it.
 */
export interface PaperRecord {
  /** Of random bytes, see `makePaperId`. */
  _id: Types.ObjectId
  ballotId: Types.ObjectId
  /** `ballot:voterKey` or `ballot:number`, unique. */
  key: string
  voterKey?: string
  /** Of those who share the vote, who filled it in. */
  personId?: string
  number?: number
  state: 'first' | 'differs' | 'counted'
  /** The two who typed it last. */
  entries: PaperTypist[]
  /** What each of them typed, sealed, until it is counted or the ballot is closed; see paper.typed. */
  typed?: string
  /** Of a secret one, whose voter is not known here. */
  receipt?: string
  version: number
}

const paperSchema = new Schema<PaperRecord>({
  ballotId: { type: Schema.Types.ObjectId, required: true },
  key: { type: String, required: true },
  voterKey: String,
  personId: String,
  number: Number,
  state: { type: String, enum: ['first', 'differs', 'counted'], required: true },
  entries: [
    new Schema<PaperTypist>(
      {
        byUserId: { type: Schema.Types.ObjectId, required: true },
        byName: { type: String, required: true },
      },
      inner,
    ),
  ],
  typed: String,
  receipt: String,
  version: { type: Number, required: true },
})
paperSchema.index({ key: 1 }, { unique: true })
paperSchema.index({ ballotId: 1, state: 1 })

export const BallotPaper = model('BallotPaper', paperSchema)

/** An id that tells neither when a paper was typed nor after which. */
export const makePaperId = (): Types.ObjectId => new Types.ObjectId(randomBytes(12))

/** Papers of a secret ballot. `_id` is the ballot. */
export interface PaperStockRecord {
  _id: Types.ObjectId
  handed: number
  counted: number
  /** Handed to somebody on the roll, not counted. */
  left: number
  /** Of those how many nobody has typed; below nought while more are typed than were handed. */
  untyped: number
}

const stockSchema = new Schema<PaperStockRecord>({
  handed: { type: Number, required: true },
  counted: { type: Number, required: true },
  left: { type: Number, required: true },
  untyped: { type: Number, required: true },
})

export const PaperStock = model('BallotPaperStock', stockSchema)

/** Who wants a handed paper back; another has to say the same. Gone when it is back. */
export interface PaperReturnRecord {
  _id: Types.ObjectId
  ballotId: Types.ObjectId
  /** `ballot:voterKey`, unique. */
  key: string
  voterKey: string
  byUserId: Types.ObjectId
  byName: string
  /** Why; encrypted. */
  text: string
}

const returnSchema = new Schema<PaperReturnRecord>({
  ballotId: { type: Schema.Types.ObjectId, required: true },
  key: { type: String, required: true },
  voterKey: { type: String, required: true },
  byUserId: { type: Schema.Types.ObjectId, required: true },
  byName: { type: String, required: true },
  text: { type: String, required: true },
})
returnSchema.index({ key: 1 }, { unique: true })
returnSchema.index({ ballotId: 1 })

export const PaperReturn = model('BallotPaperReturn', returnSchema)
