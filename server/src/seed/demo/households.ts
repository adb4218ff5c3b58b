import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import { labelHome } from '../../features/register/homeLabel'
import { demoIdentities, type DemoIdentity } from './identities'
import { inventGivenName, inventSurname } from './names'
import { demoBuildings, type DemoBuilding } from './places'
import { createRandom, type Random } from './random'

export interface DemoHome {
  /** Its id is `demoId('home:' + key)`. */
  key: string
  building: DemoBuilding
  room: string
  label: string
  exclusiveAreaM2: number
}

export interface DemoPerson {
  /** Its id is `demoId('person:' + key)`; an identity's own key for those who have an account. */
  key: string
  home: DemoHome
  name: string
  birthDate: string
  phone?: string
  kind: HomeLinkKind
  from: string
  /** False for an owner who has let the home. */
  livesHere: boolean
}

const seed = 310_113_026
/** From here on, phones of people without an account: 19900010000 and up. */
const firstPhone = 19_900_010_000

const twoDigits = (value: number): string => String(value).padStart(2, '0')

const inventDay = (year: number, random: Random): string =>
  `${year}-${twoDigits(random.int(1, 12))}-${twoDigits(random.int(1, 28))}`

function buildHomes(random: Random): DemoHome[] {
  return demoBuildings.flatMap((building) =>
    building.rooms.map((room) => ({
      key: `${building.code}|${room}`,
      building,
      room,
      label: labelHome(building, room),
      exclusiveAreaM2: random.int(4200, 12_800) / 100,
    })),
  )
}

type Invented = Pick<DemoPerson, 'name' | 'birthDate' | 'kind' | 'livesHere'>

const invent = (
  surname: string,
  year: number,
  kind: HomeLinkKind,
  livesHere: boolean,
  random: Random,
): Invented => ({
  name: surname + inventGivenName(year, random),
  birthDate: inventDay(year, random),
  kind,
  livesHere,
})

function inventFamily(random: Random): Invented[] {
  const surname = inventSurname(random)
  const year = random.int(1938, 1995)
  const family = [invent(surname, year, 'owner', true, random)]
  if (random.chance(0.72))
    family.push(invent(inventSurname(random), year + random.int(-3, 4), 'family', true, random))
  if (year > 1960 && random.chance(0.65))
    family.push(invent(surname, year + random.int(25, 32), 'family', true, random))
  return family
}

function inventTenants(random: Random): Invented[] {
  const tenants = [invent(inventSurname(random), random.int(1978, 2003), 'tenant', true, random)]
  if (random.chance(0.6))
    tenants.push(invent(inventSurname(random), random.int(1978, 2003), 'tenant', true, random))
  return tenants
}

const inventAbsentOwner = (random: Random): Invented =>
  invent(inventSurname(random), random.int(1945, 1988), 'owner', false, random)

function inventOccupants(random: Random): Invented[] {
  if (random.chance(0.26)) return [...inventTenants(random), inventAbsentOwner(random)]
  if (random.chance(0.06)) return [inventAbsentOwner(random)]
  return inventFamily(random)
}

/** The identities who live in a home; whoever rents or is family there needs an owner beside. */
function listOccupants(home: DemoHome, identities: readonly DemoIdentity[], random: Random): Invented[] {
  if (identities.length === 0) return inventOccupants(random)
  const kinds = identities.map(({ resident }) => resident?.kind)
  if (kinds.includes('owner')) return []
  return kinds.includes('tenant') ? [inventAbsentOwner(random)] : [invent('蒋', 1974, 'owner', true, random)]
}

function toPerson({ key, name, phone, resident }: DemoIdentity, home: DemoHome): DemoPerson[] {
  if (!resident) return []
  const { birthDate, kind, from } = resident
  return [{ key, home, name, birthDate, phone, kind, from, livesHere: true }]
}

/** Every home of the community and everyone in its register: the same on every machine and at every call. */
export function buildDemoHouseholds(): { homes: DemoHome[]; people: DemoPerson[] } {
  const random = createRandom(seed)
  const homes = buildHomes(random)
  let nextPhone = firstPhone
  const people = homes.flatMap((home): DemoPerson[] => {
    const identities = demoIdentities.filter(
      ({ resident }) => resident?.building === home.building.code && resident.room === home.room,
    )
    const invented = listOccupants(home, identities, random).map((person, i): DemoPerson => {
      const adult = Number(person.birthDate.slice(0, 4)) <= 2012
      const hasPhone = adult && random.chance(person.birthDate < '1945' ? 0.6 : 0.95)
      return {
        ...person,
        key: `${home.key}|${i}`,
        home,
        from: inventDay(random.int(person.kind === 'tenant' ? 2020 : 1996, 2024), random),
        ...(hasPhone ? { phone: String(nextPhone++) } : {}),
      }
    })
    return [...identities.flatMap((identity) => toPerson(identity, home)), ...invented]
  })
  return { homes, people }
}
