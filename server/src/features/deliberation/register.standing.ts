import { toShanghaiDay } from '@linli/shared/time'
import type { RegisterFigures } from '@linli/shared/deliberation/motion'
import { isGone } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { createCache } from '../../lib/caches'
import { Person, type PersonDocument } from '../register/person.model'
import { isOfAge, listElsewhere } from '../register/residence'
import { User } from '../users/user.model'

type Aged = Pick<PersonDocument, '_id' | 'birthDate' | 'birthYear' | 'state' | 'householdId'>
const fields = { birthYear: 1, birthDate: 1, state: 1, householdId: 1 } as const

/** Counting a whole register costs, and many sign in the same seconds. */
const cacheMilliseconds = 10_000
const known = createCache<RegisterFigures>({ max: 5000, ttl: cacheMilliseconds })

/** Adults who live in a community, and the households they are of. Who counts here is who counts when they sign. */
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
  // As on the roll of a ballot: a home whose people moved or died has no vote, and is not waited for.
  const homes = new Set(adults.flatMap(({ householdId }) => householdId?.toString() ?? []))
  const figures = { adults: adults.length, households: homes.size }
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
  const ids = personId === undefined ? [] : [new Types.ObjectId(personId)]
  return (await readStandings(ids, community, deps)).get(personId ?? '') ?? { isAdult: false }
}

/** By the id of the person; who is not or no longer in the register here is absent. */
export async function readStandings(
  personIds: readonly Types.ObjectId[],
  community: string,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<Map<string, Standing>> {
  if (personIds.length === 0) return new Map()
  const people = await Person.find({ _id: { $in: personIds }, community }, fields).lean<Aged[]>()
  const elsewhere = await listElsewhere({ personId: { $in: people.map(({ _id }) => _id) } })
  const today = toShanghaiDay(deps.clock.now())
  return new Map(
    people
      .filter(({ _id, state }) => !isGone(state) && !elsewhere.has(_id.toString()))
      .map((person) => [
        person._id.toString(),
        {
          isAdult: isOfAge(person, today, deps) === true,
          ...(person.householdId ? { householdId: person.householdId } : {}),
        },
      ]),
  )
}

/** One who signed or rated, by account; the person is what the register said of it then. */
interface Heard {
  userId: Types.ObjectId
  personId?: Types.ObjectId | undefined
}

interface PersonKey {
  key: string
  personId?: Types.ObjectId | undefined
  /** Of an account that has not ended: where it is a verified resident, if anywhere. */
  account?: { home: string | undefined }
}

/**
 * Who of these are one: an account counts as the person it is linked to now, whose account is gone as the person of then,
 * and whom the register does not know as the account. In the order of the rows.
 */
export async function readPersonKeys(rows: readonly Heard[]): Promise<PersonKey[]> {
  const users = await User.find(
    { _id: { $in: rows.map(({ userId }) => userId) } },
    { personId: 1, deletedAt: 1, community: 1, level: 1 },
  ).lean()
  const byId = new Map(users.map((user) => [user._id.toString(), user]))
  return rows.map(({ userId, personId }) => {
    const user = byId.get(userId.toString())
    if (!user || user.deletedAt != null) return { key: (personId ?? userId).toString(), personId }
    const now = user.personId ?? undefined
    const home = user.level === 'verified' ? (user.community ?? undefined) : undefined
    return { key: (now ?? userId).toString(), personId: now, account: { home } }
  })
}

/** Of these people those who the register says have moved away or died. */
async function listGone(personIds: readonly Types.ObjectId[]): Promise<Set<string>> {
  const people = await Person.find({ _id: { $in: personIds } }, { state: 1 }).lean<
    Pick<PersonDocument, '_id' | 'state'>[]
  >()
  return new Set(people.filter(({ state }) => isGone(state)).map(({ _id }) => _id.toString()))
}

/**
 * How many they are, each once, and for how many adults and households of the community they stand today. Who lives here
 * no more stands for nobody.
 */
export async function countStanding(
  rows: readonly Heard[],
  community: string,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<{ coSigners: number; adults: number; households: number }> {
  const keys = await readPersonKeys(rows)
  const gone = await listGone(keys.flatMap(({ personId }) => personId ?? []))
  const here = keys.filter(({ key, account }) => !gone.has(key) && (!account || account.home === community))
  const people = new Map(here.map(({ key, personId }) => [key, personId]))
  const personIds = [...people.values()].filter((id) => id !== undefined)
  const adults = [...(await readStandings(personIds, community, deps)).values()].filter(
    ({ isAdult }) => isAdult,
  )
  // A home is stood for by somebody of age: a pupil's signature is one, but not her parents'.
  const homes = adults.flatMap(({ householdId }) => (householdId ? [householdId.toString()] : []))
  return { coSigners: people.size, adults: adults.length, households: new Set(homes).size }
}
