import type { DispatchRules } from '@linli/shared/dispatch/dispatchRules.contract'
import { Schema, model } from 'mongoose'

/** How an area or a unit wants its days laid out. */
export interface DispatchRulesRecord {
  /** Code of the area, or `unit:<id>`. */
  _id: string
  version: number
  rules: DispatchRules
  /** Given up: counts no more, and goes once the days that were laid out by it are marked. */
  isRemoved?: boolean
  /** Laid-out days are still to be marked; when another server does it, should this one die. */
  followAt?: Date
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })

const dispatchRulesSchema = new Schema<DispatchRulesRecord>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    rules: part({
      ...{ lateness: Number, worstLateness: Number, change: Number, overtime: Number, load: Number },
      graceMinutes: Number,
      shift: part({ from: String, to: String }),
    }),
    isRemoved: Boolean,
    followAt: Date,
  },
  { timestamps: true, collection: 'dispatchrules' },
)
dispatchRulesSchema.index({ followAt: 1 }, { partialFilterExpression: { followAt: { $exists: true } } })

export const DispatchRulesModel = model('DispatchRules', dispatchRulesSchema)
