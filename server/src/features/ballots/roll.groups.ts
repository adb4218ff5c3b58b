import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { Home, Household, type HomeDocument } from '../register/home.model'
import { Person } from '../register/person.model'
import { isOfAge, listElsewhere } from '../register/residence'
import {
  personFields,
  sortByLabel,
  type Asked,
  type Groups,
  type ReadPerson,
  type VoterGroup,
} from './roll.reading'
import { readOwners } from './roll.owners'

type Crypto = Pick<Deps, 'crypto'>

type People = { community: string } | { householdId: Types.ObjectId } | { _id: string; community: string }

/** Those of them who are of age and live here. */
async function listAdults(
  filter: People,
  day: string,
  deps: Crypto,
): Promise<{ adults: ReadPerson[]; births: number }> {
  const found = await Person.find(filter, personFields).sort({ _id: 1 }).lean<ReadPerson[]>()
  const people = found.filter(({ state }) => !isGone(state))
  const isWhole = 'community' in filter && !('_id' in filter)
  const elsewhere = await listElsewhere(
    isWhole ? filter : { personId: { $in: people.map(({ _id }) => _id) } },
  )
  const here = people.filter(({ _id }) => !elsewhere.has(_id.toString()))
  const ages = here.map((person) => isOfAge(person, day, deps))
  return {
    adults: here.filter((_, i) => ages[i] === true),
    births: ages.filter((age) => age === undefined).length,
  }
}

/** The homes that households live in, as people say them. */
async function readHouseholdHomes(
  filter: { community: string } | { _id: Types.ObjectId },
): Promise<Map<string, Pick<VoterGroup, 'label' | 'rooms'>>> {
  const households = await Household.find(filter, { homeId: 1, number: 1 }).lean()
  const homeIds = households.map(({ homeId }) => homeId)
  const homes = await Home.find({ _id: { $in: homeIds } }, { label: 1, room: 1 }).lean<HomeDocument[]>()
  const known = new Map(homes.map((home) => [home._id.toString(), home]))
  return new Map(
    households.map(({ _id, homeId, number }) => {
      const home = known.get(homeId.toString())
      const label = `${home?.label ?? ''}${number === '1' ? '' : `（第 ${number} 户）`}`
      return [_id.toString(), { label, rooms: home ? [home.room] : [] }]
    }),
  )
}

const noHome: Pick<VoterGroup, 'label' | 'rooms'> = { rooms: [] }

async function readAdults(asked: Asked, personId: string | undefined, deps: Crypto): Promise<Groups> {
  const { community, day } = asked
  const filter = personId === undefined ? { community } : { _id: personId, community }
  const { adults, births } = await listAdults(filter, day, deps)
  const [only] = adults
  const homes = await readHouseholdHomes(
    personId === undefined || only?.householdId == null ? { community } : { _id: only.householdId },
  )
  const groups = adults.map(({ _id, householdId }): VoterGroup => ({
    voterKey: `person:${_id.toString()}`,
    personIds: [_id],
    area: 0,
    ...(homes.get(householdId?.toString() ?? '') ?? noHome),
  }))
  return { groups: sortByLabel(groups), gaps: { births, homes: 0 } }
}

const none: Groups = { groups: [], gaps: { births: 0, homes: 0 } }

async function readHouseholds(asked: Asked, personId: string | undefined, deps: Crypto): Promise<Groups> {
  const { community, day } = asked
  if (personId === undefined)
    return groupHouseholds(
      await listAdults({ community }, day, deps),
      await readHouseholdHomes({ community }),
    )
  const own = await Person.findOne({ _id: personId, community }, { householdId: 1 }).lean<ReadPerson>()
  if (own?.householdId == null) return none
  const { householdId } = own
  return groupHouseholds(
    await listAdults({ householdId }, day, deps),
    await readHouseholdHomes({ _id: householdId }),
  )
}

/** Adults by the household they live in; those of none are counted as a gap, for their vote has no home. */
function groupHouseholds(
  { adults, births }: { adults: ReadPerson[]; births: number },
  homes: Map<string, Pick<VoterGroup, 'label' | 'rooms'>>,
): Groups {
  const byHousehold = new Map<string, Types.ObjectId[]>()
  for (const { _id, householdId } of adults) {
    const key = householdId?.toString() ?? ''
    byHousehold.set(key, [...(byHousehold.get(key) ?? []), _id])
  }
  const groups = [...homes].flatMap(([id, home]): VoterGroup[] => {
    const personIds = byHousehold.get(id)
    return personIds ? [{ voterKey: `household:${id}`, personIds, area: 0, ...home }] : []
  })
  return { groups: sortByLabel(groups), gaps: { births, homes: byHousehold.get('')?.length ?? 0 } }
}

const readers = { adults: readAdults, households: readHouseholds, owners: readOwners }

/** Every vote that the register gives to an electorate now, or only those of one person. */
export const readGroups = (asked: Asked, personId: string | undefined, deps: Crypto): Promise<Groups> =>
  readers[asked.electorate](asked, personId, deps)
