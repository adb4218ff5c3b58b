import { templateKeys } from '@linli/shared/messages/templates'
import { Schema, model } from 'mongoose'

/** How many subscription messages of a template WeChat still lets us send to a person. */
const subscriptionQuotaSchema = new Schema({
  userId: { type: Schema.Types.ObjectId, required: true },
  template: { type: String, enum: templateKeys, required: true },
  remaining: { type: Number, required: true },
  /**
   * Accepts the client reported minus accepts WeChat pushed. Each accept comes by both ways, or by one of them:
   * the way that is ahead counts, so that none is counted twice.
   */
  lead: { type: Number, required: true },
})
subscriptionQuotaSchema.index({ userId: 1, template: 1 }, { unique: true })

export const SubscriptionQuota = model('SubscriptionQuota', subscriptionQuotaSchema)
