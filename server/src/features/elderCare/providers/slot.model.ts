import { Schema, model, type Types } from 'mongoose'

/** A place that an order takes. */
interface SlotReservation {
  orderId: Types.ObjectId
  /** For whom, where nobody can have two at once. */
  personId?: Types.ObjectId
  /** Of the order, as it is written with this place: what frees an older one frees no newer one. */
  version: number
  at: Date
}

/**
 * The places of one window on one day. Taking one is one conditional update on `left` that also writes who took it, so
 * that more than there are can never be taken, and one that nobody owns can be found.
 */
export interface SlotRecord {
  _id: Types.ObjectId
  offeringId: Types.ObjectId
  unitId: Types.ObjectId
  itemCode: string
  day: string
  from: string
  startsAt: Date
  endsAt: Date
  capacity: number
  left: number
  reservations: SlotReservation[]
  /** When it is looked whether every reservation has its order. */
  checkAt?: Date
}

const slotSchema = new Schema<SlotRecord>(
  {
    offeringId: { type: Schema.Types.ObjectId, required: true },
    unitId: { type: Schema.Types.ObjectId, required: true },
    itemCode: { type: String, required: true },
    day: { type: String, required: true },
    from: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    capacity: { type: Number, required: true },
    left: { type: Number, required: true },
    reservations: {
      type: [
        new Schema(
          {
            orderId: Schema.Types.ObjectId,
            personId: Schema.Types.ObjectId,
            version: Number,
            at: Date,
          },
          { _id: false, id: false },
        ),
      ],
      default: [],
    },
    checkAt: Date,
  },
  { collection: 'careslots' },
)
slotSchema.index({ offeringId: 1, day: 1, from: 1 }, { unique: true })
slotSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })

export const Slot = model('CareSlot', slotSchema)
