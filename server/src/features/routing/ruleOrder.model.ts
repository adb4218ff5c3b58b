import { Schema, model } from 'mongoose'

/** Counts changes of the order of an area's rules, so that two people who order them notice each other. */
const ruleOrderSchema = new Schema({
  _id: { type: String, required: true },
  version: { type: Number, required: true },
})

export const RuleOrder = model('RuleOrder', ruleOrderSchema)
