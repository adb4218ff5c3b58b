import { buildDemoHouseholds, type DemoPerson } from './households'
import type { DemoIdentity } from './identities'

/** So many accounts that nobody is: enough for forty to stand behind what one newcomer proposes. */
const accounts = 44
/** So many homes agree on who casts their vote; with those of one grown-up they are more than half of all. */
const naming = 130

const grownUp = ({ birthDate, livesHere }: DemoPerson): boolean => livesHere && birthDate < '2008'

/** Everybody of age by the home they live in, without the homes of those one can be. */
function listHomes(identities: readonly Pick<DemoIdentity, 'key'>[]): DemoPerson[][] {
  const { people } = buildDemoHouseholds()
  const played = new Set(identities.map(({ key }) => key))
  const taken = new Set(people.filter(({ key }) => played.has(key)).map(({ home }) => home.key))
  const homes = new Map<string, DemoPerson[]>()
  for (const person of people)
    if (grownUp(person) && !taken.has(person.home.key))
      homes.set(person.home.key, [...(homes.get(person.home.key) ?? []), person])
  return [...homes.values()]
}

/** A neighbour who has the app, as one who could be played; the sandbox's sign-in page does not list them. */
function toIdentity({ key, name, birthDate, home, kind, from, phone = '' }: DemoPerson): DemoIdentity {
  const resident = { birthDate, building: home.building.code, room: home.room, kind, from }
  return { key, name, roleLine: '', group: '', phone, level: 'verified', memberships: [], resident }
}

const isPhoned = ({ phone, birthDate }: DemoPerson): boolean => phone !== undefined && birthDate > '1955'

/** One of each of these homes, from all over the community. */
export function listDemoNeighbours(identities: readonly DemoIdentity[]): DemoIdentity[] {
  const found = listHomes(identities).flatMap((adults) => adults.find(isPhoned) ?? [])
  const step = Math.floor(found.length / accounts)
  return found.filter((_, i) => i % step === 0 && i < accounts * step).map(toIdentity)
}

/** Who casts the vote of a home that shares one. */
export const listDemoVoters = (identities: readonly DemoIdentity[]): DemoPerson[] =>
  listHomes(identities)
    .filter(({ length }) => length > 1)
    .slice(0, naming)
    .flatMap(([first]) => first ?? [])
