import type { FoodRecordBody } from '@linli/shared/elderCare/foodRecord.contract'
import { findSampleEnd, foodRules, isFoodTemperatureSafe } from '@linli/shared/elderCare/foodRecord'
import { Types } from 'mongoose'
import { AppError, assertThat } from '../../../lib/appError'
import type { FoodMealRecord, FoodSample, FoodTemperature } from './foodMeal.model'

type Entries = Pick<FoodMealRecord, 'samples' | 'temperatures'>
type BodyOf<A extends FoodRecordBody['action']> = Extract<FoodRecordBody, { action: A }>

/** Who writes, when it was done, and the key of the press. */
export interface FoodAuthor {
  userId: Types.ObjectId
  by: string
  at: Date
  now: Date
  requestKey?: string | undefined
}

const sign = ({ userId, by, at }: FoodAuthor) => ({ userId, by, at })

const head = (dish: string, author: FoodAuthor) => ({
  ...{ id: new Types.ObjectId().toString(), dish, ...sign(author) },
  ...(author.requestKey === undefined ? {} : { requestKey: author.requestKey }),
})

function addSample(entries: Entries, { dish, grams }: BodyOf<'sample'>, author: FoodAuthor): Entries {
  assertThat(grams >= foodRules.sampleGrams, 'care.sample_too_small')
  return { ...entries, samples: [...entries.samples, { ...head(dish, author), grams }] }
}

function addTemperature(entries: Entries, body: BodyOf<'temperature'>, author: FoodAuthor): Entries {
  const { stage, dish, keeping, celsius, measure } = body
  assertThat(measure !== undefined || isSafeEntry(body), 'care.food_measure_missing')
  const fresh: FoodTemperature = {
    ...{ ...head(dish, author), stage, keeping, celsius },
    ...(measure === undefined ? {} : { measure }),
  }
  return { ...entries, temperatures: [...entries.temperatures, fresh] }
}

function dispose(entries: Entries, { entryId }: BodyOf<'dispose'>, author: FoodAuthor): Entries {
  const found = entries.samples.find(({ id }) => id === entryId)
  assertThat(found, 'record.not_found')
  assertThat(!found.disposed && !found.struck, 'care.entry_closed')
  const until = findSampleEnd(found.at)
  if (author.at < until) throw new AppError('care.sample_too_young', { until: until.toISOString() })
  const disposed: FoodSample = { ...found, disposed: sign(author) }
  return { ...entries, samples: entries.samples.map((each) => (each === found ? disposed : each)) }
}

function strike(entries: Entries, { entryId, reason }: BodyOf<'strike'>, author: FoodAuthor): Entries {
  const found = [...entries.samples, ...entries.temperatures].find(({ id }) => id === entryId)
  assertThat(found, 'record.not_found')
  assertThat(!found.struck && !('disposed' in found && found.disposed), 'care.entry_closed')
  const struck = { ...sign(author), at: author.now, reason }
  const mark = <E extends FoodSample | FoodTemperature>(each: E): E =>
    each.id === entryId ? { ...each, struck } : each
  return { samples: entries.samples.map(mark), temperatures: entries.temperatures.map(mark) }
}

/** Whether food may go on its way, or be eaten, as it was measured. */
export const isSafeEntry = ({ keeping, celsius }: Pick<FoodTemperature, 'keeping' | 'celsius'>): boolean =>
  isFoodTemperatureSafe(keeping, celsius)

/** What one press makes of a meal's records. Pure. @throws AppError as the contract lists. */
export function changeFoodEntries(entries: Entries, body: FoodRecordBody, author: FoodAuthor): Entries {
  switch (body.action) {
    case 'sample':
      return addSample(entries, body, author)
    case 'temperature':
      return addTemperature(entries, body, author)
    case 'dispose':
      return dispose(entries, body, author)
    case 'strike':
      return strike(entries, body, author)
  }
}

/** What must be there before the first box leaves: a sample, and a temperature at which food may leave. */
export function listMissing({ samples, temperatures }: Entries): string[] {
  const hasSample = samples.some(({ struck }) => !struck)
  const hasSafe = temperatures.some((each) => !each.struck && each.stage === 'out' && isSafeEntry(each))
  return [...(hasSample ? [] : ['留样']), ...(hasSafe ? [] : ['出厨房的温度'])]
}
