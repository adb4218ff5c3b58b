import { Schema, model } from 'mongoose'

/** What routes of a district depend on, counted up at each change, by area: every process compares and reads anew. */
export interface RoutingStampFields {
  _id: string
  areas: Record<string, number>
}

const routingStampSchema = new Schema<RoutingStampFields>({
  _id: { type: String, required: true },
  areas: { type: Schema.Types.Mixed, default: {} },
})

export const RoutingStamp = model('RoutingStamp', routingStampSchema)
