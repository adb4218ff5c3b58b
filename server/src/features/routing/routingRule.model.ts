import { unitKinds } from '@linli/shared/areas/areas'
import {
  estateConditions,
  triageLevels,
  windowDays,
  type RuleConditions,
  type RuleContent,
  type RuleTarget,
} from '@linli/shared/routing/rule'
import { Schema, model } from 'mongoose'
import { clockSchema } from '../categories/category.model'

/** A rule at rest, with the codes of the areas it lies in. */
export interface RoutingRuleFields extends RuleContent {
  areaCode: string
  district: string
  street?: string
  order: number
  version: number
}

const windowSchema = new Schema(
  {
    days: { type: String, enum: windowDays, required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
  },
  { _id: false },
)

const answerSchema = new Schema(
  { key: { type: String, required: true }, values: { type: [String], required: true } },
  { _id: false },
)

const conditionsSchema = new Schema<RuleConditions>(
  {
    categories: { type: [String], default: [] },
    places: { type: [String], default: [] },
    estate: { type: String, enum: estateConditions, required: true },
    time: windowSchema,
    answers: { type: [answerSchema], default: [] },
  },
  { _id: false },
)

const targetSchema = new Schema<RuleTarget>(
  {
    kind: { type: String, enum: ['unit', 'unitKind', 'grid', 'building', 'pool', 'triage'], required: true },
    unitId: String,
    unitKind: { type: String, enum: unitKinds },
    level: { type: String, enum: triageLevels },
    inTurn: Boolean,
    skill: String,
  },
  { _id: false },
)

const routingRuleSchema = new Schema<RoutingRuleFields>(
  {
    areaCode: { type: String, required: true },
    district: { type: String, required: true },
    street: String,
    name: { type: String, required: true },
    isOn: { type: Boolean, required: true },
    order: { type: Number, required: true },
    conditions: { type: conditionsSchema, required: true },
    target: { type: targetSchema, required: true },
    clock: clockSchema,
    version: { type: Number, default: 1 },
  },
  { timestamps: true },
)
routingRuleSchema.index({ areaCode: 1, order: 1 })
routingRuleSchema.index({ street: 1, areaCode: 1 })
routingRuleSchema.index({ district: 1, areaCode: 1 })
routingRuleSchema.index({ 'target.unitId': 1 })

export const RoutingRule = model('RoutingRule', routingRuleSchema)
