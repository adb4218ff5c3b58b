import { Schema, model } from 'mongoose'

const keptSeconds = 7 * 24 * 60 * 60

/** A verified notice of WeChat Pay's, stored before it is answered, handled afterwards. */
const payNoticeSchema = new Schema(
  {
    /** Merchant and id: the same for every repetition of one notice. */
    key: { type: String, required: true },
    mchid: { type: String, required: true },
    notice: { type: Schema.Types.Mixed, required: true },
    /** True until it was handled. */
    isOpen: Boolean,
    attempts: { type: Number, required: true },
    /** When it is due; while one server handles it, when another may take over. */
    nextAttemptAt: { type: Date, required: true },
    receivedAt: { type: Date, required: true },
  },
  { collection: 'paynotices' },
)
payNoticeSchema.index({ key: 1 }, { unique: true })
payNoticeSchema.index({ isOpen: 1, nextAttemptAt: 1 }, { partialFilterExpression: { isOpen: true } })
payNoticeSchema.index({ receivedAt: 1 }, { expireAfterSeconds: keptSeconds })

export const PayNoticeModel = model('PayNotice', payNoticeSchema)
