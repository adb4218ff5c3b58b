import { importKinds, importStates, type ImportKind, type ImportState } from '@linli/shared/register/register'
import type { ImportProblem } from '@linli/shared/register/register.contract'
import { Schema, model, type Types } from 'mongoose'

/** One sheet on its way into the register; see docs/operations.md, "Imports". */
export interface RegisterImportFields {
  kind: ImportKind
  area: string
  district: string
  fileName: string
  state: ImportState
  rows: number
  rowsChecked: number
  rowsWritten: number
  problems: ImportProblem[]
  /** What was left as it stands although the sheet says otherwise. */
  kept?: ImportProblem[]
  /** From which day the sheet is, where somebody has said so. */
  asOf?: string
  added: number
  updated: number
  createdBy: Types.ObjectId
  createdAt: Date
  finishedAt?: Date
  /** True until it is refused or done. */
  isActive: boolean
  /** Who works on it until when; past it, another process takes it over. */
  lease?: { owner: string; until: Date }
}

const problemSchema = new Schema<ImportProblem>(
  { row: { type: Number, required: true }, column: String, reason: { type: String, required: true } },
  { _id: false },
)

const registerImportSchema = new Schema<RegisterImportFields>({
  kind: { type: String, enum: importKinds, required: true },
  area: { type: String, required: true },
  district: { type: String, required: true },
  fileName: { type: String, required: true },
  state: { type: String, enum: importStates, required: true },
  rows: { type: Number, required: true },
  rowsChecked: { type: Number, default: 0 },
  rowsWritten: { type: Number, default: 0 },
  problems: { type: [problemSchema], default: [] },
  kept: { type: [problemSchema], default: undefined },
  asOf: String,
  added: { type: Number, default: 0 },
  updated: { type: Number, default: 0 },
  createdBy: { type: Schema.Types.ObjectId, required: true },
  createdAt: { type: Date, required: true },
  finishedAt: Date,
  isActive: { type: Boolean, required: true },
  lease: { type: new Schema({ owner: String, until: Date }, { _id: false }) },
})
registerImportSchema.index({ area: 1, createdAt: -1 })
registerImportSchema.index({ isActive: 1, 'lease.until': 1 })

export const RegisterImport = model('RegisterImport', registerImportSchema)
export type RegisterImportDocument = RegisterImportFields & { _id: Types.ObjectId }

/** The rows of a sheet while it is being imported, encrypted: they hold names and phones. Deleted at its end. */
export interface ImportChunkFields {
  importId: Types.ObjectId
  index: number
  rows: string
}

const importChunkSchema = new Schema<ImportChunkFields>({
  importId: { type: Schema.Types.ObjectId, required: true },
  index: { type: Number, required: true },
  rows: { type: String, required: true },
})
importChunkSchema.index({ importId: 1, index: 1 }, { unique: true })

export const ImportChunk = model('ImportChunk', importChunkSchema)

/**
 * One import at a time in an area, whose code is the id. A document of its own, because secantusd-rs releases a
 * unique key only when its document is deleted, not when it is changed.
 */
export interface ImportLockFields {
  _id: string
  importId: Types.ObjectId
  at: Date
}

const importLockSchema = new Schema<ImportLockFields>({
  _id: { type: String, required: true },
  importId: { type: Schema.Types.ObjectId, required: true },
  at: { type: Date, required: true },
})

export const ImportLock = model('ImportLock', importLockSchema)
