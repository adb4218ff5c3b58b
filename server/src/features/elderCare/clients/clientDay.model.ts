import { Schema, model } from 'mongoose'

/**
 * One elder's day, `<personId>:<day>`. Whoever books something for which she must be there changes it together with the
 * order: of two who book at once, at two units, the second sees what the first has booked.
 */
interface ClientDayRecord {
  _id: string
  version: number
  expiresAt: Date
}

const clientDaySchema = new Schema<ClientDayRecord>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'careclientdays' },
)
clientDaySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const ClientDay = model('CareClientDay', clientDaySchema)
