import {
  keepings,
  meals,
  temperatureStages,
  type Keeping,
  type Meal,
  type TemperatureStage,
} from '@linli/shared/elderCare/foodRecord'
import { Schema, model, type Types } from 'mongoose'
import { addOutboxIndex, outboxFields, type OutboxEntry } from '../../messages/outbox'

interface Signed {
  at: Date
  userId: Types.ObjectId
  by: string
}

interface FoodEntry extends Signed {
  id: string
  dish: string
  requestKey?: string
  /** Written down by mistake: it stays and counts no more. */
  struck?: Signed & { reason: string }
}

/** 留样: some of a dish, kept in the fridge for those who look for what made people ill. */
export interface FoodSample extends FoodEntry {
  grams: number
  disposed?: Signed
}

export interface FoodTemperature extends FoodEntry {
  stage: TemperatureStage
  keeping: Keeping
  celsius: number
  measure?: string
}

/** What a kitchen wrote down of one meal of one day. */
export interface FoodMealRecord {
  _id: Types.ObjectId
  unitId: Types.ObjectId
  day: string
  meal: Meal
  version: number
  samples: FoodSample[]
  temperatures: FoodTemperature[]
  /** When somebody must look whether all is there: as the first boxes leave. */
  checkAt?: Date
  /** When the station was told that something was missing. */
  alarmedAt?: Date
  outbox: OutboxEntry[]
  hasOutbox?: boolean
}

const part = (fields: Record<string, unknown>): Schema => new Schema(fields, { _id: false, id: false })
const signed = { at: Date, userId: Schema.Types.ObjectId, by: String }
const entryFields = {
  ...{ id: { type: String, required: true }, dish: { type: String, required: true }, requestKey: String },
  ...signed,
  struck: part({ ...signed, reason: String }),
}

const foodMealSchema = new Schema<FoodMealRecord>(
  {
    unitId: { type: Schema.Types.ObjectId, required: true },
    day: { type: String, required: true },
    meal: { type: String, enum: meals, required: true },
    version: { type: Number, required: true },
    samples: [part({ ...entryFields, grams: Number, disposed: part(signed) })],
    temperatures: [
      part({
        ...entryFields,
        stage: { type: String, enum: temperatureStages },
        keeping: { type: String, enum: keepings },
        celsius: Number,
        measure: String,
      }),
    ],
    checkAt: Date,
    alarmedAt: Date,
    ...outboxFields,
  },
  { collection: 'carefoodmeals' },
)
foodMealSchema.index({ unitId: 1, day: 1, meal: 1 }, { unique: true })
foodMealSchema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } })
addOutboxIndex(foodMealSchema)

export const FoodMeal = model('CareFoodMeal', foodMealSchema)
