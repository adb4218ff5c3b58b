import { Schema, model } from 'mongoose'

const keptSeconds = 24 * 60 * 60

/** A push WeChat sent, stored before it is answered, handled afterwards. */
const wechatPushSchema = new Schema({
  /** The same for every repetition of one push. */
  key: { type: String, required: true },
  event: { type: Schema.Types.Mixed, required: true },
  /** True until a handler is done with it. */
  isOpen: Boolean,
  attempts: { type: Number, required: true },
  /** When it is due; while one server handles it, when another may take over. */
  nextAttemptAt: { type: Date, required: true },
  receivedAt: { type: Date, required: true },
})
wechatPushSchema.index({ key: 1 }, { unique: true })
wechatPushSchema.index({ isOpen: 1, nextAttemptAt: 1 }, { partialFilterExpression: { isOpen: true } })
wechatPushSchema.index({ receivedAt: 1 }, { expireAfterSeconds: keptSeconds })

export const WechatPush = model('WechatPush', wechatPushSchema)
