import { ageOn, toShanghaiDay } from '@linli/shared/time'
import type { RegisterFigures } from '@linli/shared/deliberation/motion'
import type { PersonState } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { createCache } from '../../lib/caches'
import { openPerson } from '../register/person.crypto'
import { Household } from '../register/home.model'
import { HomeLink, type HomeLinkFields } from '../register/homeLink.model'
import { Person, type PersonDocument } from '../register/person.model'

/** Source: product page, "How sure we are of a person". */
const adultAge = 18
const gone: readonly PersonState[] = ['moved', 'deceased']

type Aged = Pick<PersonDocument, '_id' | 'name' | 'birthDate' | 'birthYear' | 'state' | 'householdId'>

/** By the year where that decides; the day itself is opened for those who come of age this year only. */
function isAdult(person: Aged, today: string, deps: Pick<Deps, 'crypto'>): boolean {
  if (person.birthYear == null) return false
  const turning = Number(today.slice(0, 4)) - adultAge
  if (person.birthYear !== turning) return person.birthYear < turning
  const { birthDate } = openPerson(person, deps.crypto)
  return birthDate !== undefined && ageOn(birthDate, today) >= adultAge
}

const isGone = ({ state }: Aged): boolean => gone.includes(state)

/** Rights follow residence: whoever has only the household register here lives elsewhere. */
async function listElsewhere(
  filter: { community: string } | { personId: Types.ObjectId },
): Promise<Set<string>> {
  const links = await HomeLink.find({ ...filter, isCurrent: true }, { personId: 1, kind: 1 }).lean<
    Pick<HomeLinkFields, 'personId' | 'kind'>[]
  >()
  const here = new Set(
    links.filter(({ kind }) => kind !== 'hukouOnly').map(({ personId }) => personId.toString()),
  )
  return new Set(links.map(({ personId }) => personId.toString()).filter((id) => !here.has(id)))
}

const fields = { birthYear: 1, birthDate: 1, name: 1, state: 1, householdId: 1 } as const

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
    (person) => !isGone(person) && !elsewhere.has(person._id.toString()) && isAdult(person, today, deps),
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
  if (!person || isGone(person)) return { isAdult: false }
  if ((await listElsewhere({ personId: person._id })).size > 0) return { isAdult: false }
  return {
    isAdult: isAdult(person, toShanghaiDay(deps.clock.now()), deps),
    ...(person.householdId ? { householdId: person.householdId } : {}),
  }
}
