import { toShanghaiDay } from '@linli/shared/time'
import type { RegisterFigures } from '@linli/shared/deliberation/motion'
import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { createCache } from '../../lib/caches'
import { Household } from '../register/home.model'
import { Person, type PersonDocument } from '../register/person.model'
import { isOfAge, listElsewhere } from '../register/residence'

type Aged = Pick<PersonDocument, '_id' | 'birthDate' | 'birthYear' | 'state' | 'householdId'>
const fields = { birthYear: 1, birthDate: 1, state: 1, householdId: 1 } as const

/** Counting a whole register costs, and many sign in the same seconds. */
const cacheMilliseconds = 10_000
const known = createCache<RegisterFigures>({ max: 5000, ttl: cacheMilliseconds })

/** Adults who live in a community, and its households. Who counts here is who counts when they sign. */
export async function countRegister(
  community: string,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<RegisterFigures> {
  const today = toShanghaiDay(deps.clock.now())
  const key = `${community}:${today}`
  const cached = known.get(key)
  if (cached) return cached
  const people = await Person.find({ community }, fields).lean<Aged[]>()
  const elsewhere = await listElsewhere({ community })
  const adults = people.filter(
    (person) =>
      !isGone(person.state) && !elsewhere.has(person._id.toString()) && isOfAge(person, today, deps) === true,
  )
  const figures = {
    adults: adults.length,
    households: await Household.countDocuments({ community }),
  }
  known.set(key, figures)
  return figures
}

/** What the register says of somebody who signs. */
export interface Standing {
  isAdult: boolean
  householdId?: Types.ObjectId
}

/** Somebody the register does not know here stands for nobody but the account. */
export async function readStanding(
  personId: string | undefined,
  community: string,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<Standing> {
  const person =
    personId === undefined ? null : await Person.findOne({ _id: personId, community }, fields).lean<Aged>()
  if (!person || isGone(person.state)) return { isAdult: false }
  if ((await listElsewhere({ personId: { $in: [person._id] } })).size > 0) return { isAdult: false }
  return {
    isAdult: isOfAge(person, toShanghaiDay(deps.clock.now()), deps) === true,
    ...(person.householdId ? { householdId: person.householdId } : {}),
  }
}
