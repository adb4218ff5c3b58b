import type { OutputOf } from '@linli/shared/contract'
import { elderAge } from '@linli/shared/elders/elder'
import type { elderContracts } from '@linli/shared/elders/elder.contract'
import { areaLevelOf, placeOf } from '@linli/shared/areas/areas'
import { goneStates } from '@linli/shared/register/register'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { hasReached } from '../register/age'
import { Person, type PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { Elder } from './elder.model'
import { findElderKeeper, findElderStreet } from './elder.policy'

type Query = OutputOf<typeof elderContracts.listElders.query>

/** Of those who live alone, or whose capacity is doubted, in one community or street. */
const mostMarked = 5000
const here = { state: { $in: ['present', 'hospital', 'away'] } } as const
const gone = { state: { $in: goneStates } } as const

/** Which people of the community the actor may list: all, those of her grids, or the doubts that came to the street. */
function findScope(actor: Actor, { area, capacity }: Query): { grids?: string[] } | undefined {
  const place = placeOf(area)
  if (findElderKeeper(actor, place)) return {}
  const grids = actor.memberships.flatMap((m) =>
    m.role === 'gridWorker' && m.place.community === area && m.areaCode !== undefined ? [m.areaCode] : [],
  )
  if (grids.length > 0) return { grids }
  return findElderStreet(actor, place) && capacity !== undefined && capacity !== 'clear' ? {} : undefined
}

interface Page {
  people: PersonDocument[]
  nextCursor?: string
}

const unknownYear = 9999
const cursorOf = ({ birthYear = unknownYear, _id }: PersonDocument): string =>
  `${birthYear}.${_id.toString()}`

/** Those that are marked: read at once, for the marks are few, and shown page by page in the order of all lists. */
async function listMarked(
  { area, livesAlone, capacity, limit, cursor }: Query,
  inScope: object,
): Promise<Page> {
  const marked = await Elder.find(
    {
      ...(areaLevelOf(area) === 'street' ? { street: area } : { community: area }),
      ...(livesAlone === true ? { livesAlone } : {}),
      ...(capacity === undefined ? {} : { capacity }),
    },
    { _id: 1 },
  )
    .limit(mostMarked)
    .lean()
  const people = await Person.find({ _id: { $in: marked.map(({ _id }) => _id) }, ...here, ...inScope }).lean<
    PersonDocument[]
  >()
  const rows = people
    .sort((a, b) => cursorOf(a).localeCompare(cursorOf(b)))
    .filter((person) => cursor === undefined || cursorOf(person) > cursor)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return rows.length > limit && last ? { people: shown, nextCursor: cursorOf(last) } : { people: shown }
}

/** Who was born by a year, the oldest first; people of one year in the order of their ids. */
async function listBornBy(
  youngest: number,
  { area: community, isGone, cursor, limit }: Query,
  inScope: object,
): Promise<Page> {
  const [year, id] = cursor?.split('.') ?? []
  const read = (filter: object, most: number): Promise<PersonDocument[]> =>
    Person.find({ community, ...(isGone === true ? gone : here), ...inScope, ...filter })
      .sort({ birthYear: 1, _id: 1 })
      .limit(most)
      .lean<PersonDocument[]>()
  const same = year === undefined ? [] : await read({ birthYear: Number(year), _id: { $gt: id } }, limit + 1)
  const after = year === undefined ? { $lt: youngest + 1 } : { $gt: Number(year), $lt: youngest + 1 }
  const rest = limit + 1 - same.length
  const rows = [...same, ...(rest > 0 ? await read({ birthYear: after }, rest) : [])]
  const people = rows.slice(0, limit)
  const last = people.at(-1)
  return rows.length > limit && last ? { people, nextCursor: cursorOf(last) } : { people }
}

/** The elders of a community, the oldest first; who is old enough only later this year is not yet one of them. */
export async function listElders(
  actor: Actor,
  query: Query,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<Page> {
  const scope = findScope(actor, query)
  assertThat(scope, 'access.denied')
  const inScope = scope.grids ? { grid: { $in: scope.grids } } : {}
  if (query.livesAlone === true || query.capacity !== undefined) return listMarked(query, inScope)
  const today = toShanghaiDay(deps.clock.now())
  const isElder = (person: PersonDocument) => hasReached(person, elderAge, today, deps) !== false
  for (let { cursor } = query; ;) {
    const page = await listBornBy(Number(today.slice(0, 4)) - elderAge, { ...query, cursor }, inScope)
    const people = page.people.filter(isElder)
    if (people.length > 0 || page.nextCursor === undefined) return { ...page, people }
    cursor = page.nextCursor
  }
}
