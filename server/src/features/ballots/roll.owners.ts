import { toAreaUnits } from '@linli/shared/ballots/ballot'
import type { Types } from 'mongoose'
import { createHash } from 'node:crypto'
import type { Deps } from '../../deps'
import { Home, type HomeDocument } from '../register/home.model'
import { HomeLink } from '../register/homeLink.model'
import { Person } from '../register/person.model'
import { isOfAge } from '../register/residence'
import {
  personFields,
  sortByLabel,
  type Asked,
  type Groups,
  type ReadPerson,
  type VoterGroup,
} from './roll.reading'

type OwnedHome = Pick<HomeDocument, '_id' | 'label' | 'room' | 'exclusiveAreaM2'>
const homeFields = { label: 1, room: 1, exclusiveAreaM2: 1 } as const

interface Ownership {
  homes: OwnedHome[]
  /** Ids of the owners of each home, by the home's id. */
  ownersOf: Map<string, string[]>
}

/** The homes of an estate, or of one owner in it, with all their owners. */
async function readOwnership(estate: string, personId: string | undefined): Promise<Ownership> {
  const owned = { estate, kind: 'owner' as const, isCurrent: true }
  const own =
    personId === undefined ? undefined : await HomeLink.find({ ...owned, personId }, { homeId: 1 }).lean()
  const of = own && { $in: own.map(({ homeId }) => homeId) }
  const homes = await Home.find(of ? { _id: of } : { estate }, homeFields).lean<OwnedHome[]>()
  const links = await HomeLink.find(of ? { ...owned, homeId: of } : owned, { homeId: 1, personId: 1 }).lean()
  const ownersOf = new Map<string, string[]>()
  for (const link of links) {
    const key = link.homeId.toString()
    ownersOf.set(key, [...(ownersOf.get(key) ?? []), link.personId.toString()])
  }
  return { homes, ownersOf }
}

async function readLiving({ ownersOf }: Ownership): Promise<Map<string, ReadPerson>> {
  const ids = [...new Set([...ownersOf.values()].flat())]
  const found = await Person.find({ _id: { $in: ids } }, personFields).lean<ReadPerson[]>()
  return new Map(found.filter(({ state }) => state !== 'deceased').map((each) => [each._id.toString(), each]))
}

function keyOfOwners(owners: readonly ReadPerson[], home: OwnedHome): string {
  if (owners.length === 0) return `home:${home._id.toString()}`
  const ids = owners.map(({ _id }) => _id.toString()).join()
  return `owners:${createHash('sha256').update(ids).digest('hex').slice(0, 24)}`
}

/**
 * The heads of an estate. One exclusive part is one head, and whoever owns several is one head with their areas added
 * (最高人民法院 建筑物区分所有权解释, articles 8 and 9). So homes that exactly the same people own are one head, and
 * several owners of one home are one head together, who name which of them casts the vote. A home whose owner the
 * register does not know is a head with its area that nobody casts, so that nothing passes for want of records. Those
 * who have died own nothing here; a minor owner counts and casts no vote by herself, her guardian comes to the desk.
 * Owners who moved away own all the same.
 */
export async function readOwners(
  asked: Asked,
  personId: string | undefined,
  deps: Pick<Deps, 'crypto'>,
): Promise<Groups> {
  const ownership = await readOwnership(asked.estate ?? '', personId)
  const living = await readLiving(ownership)
  const byOwners = new Map<string, { owners: ReadPerson[]; homes: OwnedHome[] }>()
  for (const home of sortByLabel(ownership.homes)) {
    const ids = [...new Set(ownership.ownersOf.get(home._id.toString()))].sort()
    const owners = ids.flatMap((id) => living.get(id) ?? [])
    const key = keyOfOwners(owners, home)
    byOwners.set(key, { owners, homes: [...(byOwners.get(key)?.homes ?? []), home] })
  }
  const groups = [...byOwners].map(([voterKey, { owners, homes }]): VoterGroup => {
    const adults = owners.filter((owner) => isOfAge(owner, asked.day, deps) !== false)
    return { voterKey, personIds: adults.map(({ _id }): Types.ObjectId => _id), ...describeHomes(homes) }
  })
  const unmeasured = ownership.homes.filter(({ exclusiveAreaM2 }) => exclusiveAreaM2 == null).length
  return { groups, gaps: { births: 0, homes: unmeasured } }
}

function describeHomes(homes: readonly OwnedHome[]): Pick<VoterGroup, 'area' | 'label' | 'rooms'> {
  return {
    area: homes.reduce((sum, { exclusiveAreaM2 }) => sum + toAreaUnits(exclusiveAreaM2 ?? 0), 0),
    label: `${homes[0]?.label ?? ''}${homes.length > 1 ? `等 ${homes.length} 套` : ''}`,
    rooms: homes.map(({ room }) => room),
  }
}
