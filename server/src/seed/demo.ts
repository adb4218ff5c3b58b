import { placeOf } from '@linli/shared/areas/areas'
import { officeHours } from '@linli/shared/schedule'
import { Area } from '../features/areas/area.model'
import { Estate } from '../features/areas/estate.model'
import { Unit } from '../features/areas/unit.model'
import { Home, Household } from '../features/register/home.model'
import { HomeLink } from '../features/register/homeLink.model'
import { sealPerson } from '../features/register/person.crypto'
import { Person } from '../features/register/person.model'
import type { Deps } from '../deps'
import { insertRaw } from '../lib/insertRaw'
import { buildDemoHouseholds, type DemoHome, type DemoPerson } from './demo/households'
import { demoBuildings, demoCommunity, demoDistrict, demoEstates, demoGrids } from './demo/places'
import { demoId } from './demo/random'
import { demoUnits } from './demo/units'
import { seedDivision, type Progress } from './seedDivision'

type SeedDeps = Pick<Deps, 'clock' | 'crypto'>

const silent: Progress = () => undefined

/** 宝山 whole, and one community with grids, estates, buildings and units. Repeatable; ids are the same everywhere. */
export async function seedPlaces({ clock }: Pick<Deps, 'clock'>, report: Progress = silent): Promise<void> {
  const now = clock.now()
  await seedDivision(demoDistrict, report, clock)
  await Area.updateOne(
    { code: demoCommunity, lastNumbers: { $exists: false } },
    {
      $set: {
        phone: '021-56000000',
        schedule: officeHours,
        lastNumbers: { grid: demoGrids.length, building: demoBuildings.length, estate: demoEstates.length },
      },
    },
  )
  const units = demoUnits.map(({ key, point, ...unit }) => ({
    _id: demoId(`unit:${key}`),
    ...unit,
    ...placeOf(unit.areaCode),
    isOpen: true,
    location: { type: 'Point', coordinates: point },
  }))
  await insertRaw(Unit, units, now)
  const grids = demoGrids.map(({ code, name }) => ({
    code,
    name,
    level: 'grid',
    parent: demoCommunity,
    ...placeOf(code),
  }))
  const buildings = demoBuildings.map(({ code, name, place }) => ({
    code,
    name,
    level: 'building',
    parent: place.grid,
    ...place,
  }))
  await insertRaw(Area, [...grids, ...buildings], now)
  const estates = demoEstates.map(({ code, name, address, property, ownersCommittee }) => ({
    code,
    name,
    address,
    ...(property === undefined ? {} : { propertyUnitId: demoId(`unit:${property}`) }),
    ...(ownersCommittee === undefined ? {} : { ownersCommitteeUnitId: demoId(`unit:${ownersCommittee}`) }),
    ...placeOf(code),
  }))
  await insertRaw(Estate, estates, now)
  report('writing the demo community', 1, 1)
}

const homeId = (home: DemoHome) => demoId(`home:${home.key}`)
const householdId = (home: DemoHome) => demoId(`household:${home.key}`)
const personId = (person: DemoPerson) => demoId(`person:${person.key}`)

function toPersonDocument(person: DemoPerson, { crypto, clock }: SeedDeps): object {
  const _id = personId(person)
  const { name, birthDate, phone, home, livesHere } = person
  return {
    _id,
    ...sealPerson(_id, { name, birthDate, phone }, crypto),
    ...(livesHere ? { householdId: householdId(home) } : {}),
    state: 'present',
    source: 'import',
    verifiedAt: clock.now(),
    ...home.building.place,
  }
}

/** The homes of the demo community and everyone in its register. Repeatable; needs `seedPlaces` first. */
export async function seedRegister(deps: SeedDeps, report: Progress = silent): Promise<void> {
  const now = deps.clock.now()
  const { homes, people } = buildDemoHouseholds()
  const inhabited = new Set(people.filter(({ livesHere }) => livesHere).map(({ home }) => home))
  const step = (model: Parameters<typeof insertRaw>[0], name: string, documents: object[]): Promise<number> =>
    insertRaw(model, documents, now, (done) => {
      report(`writing ${name}`, done, documents.length)
    })
  const homeDocuments = homes.map((home) => {
    const { room, label, exclusiveAreaM2, building } = home
    return { _id: homeId(home), room, label, exclusiveAreaM2, ...building.place, building: building.code }
  })
  await step(Home, 'homes', homeDocuments)
  const householdDocuments = [...inhabited].map((home) => ({
    _id: householdId(home),
    homeId: homeId(home),
    number: '1',
    ...home.building.place,
  }))
  await step(Household, 'households', householdDocuments)
  await step(
    Person,
    'people',
    people.map((person) => toPersonDocument(person, deps)),
  )
  const links = people.map((person) => ({
    _id: demoId(`link:${person.key}`),
    personId: personId(person),
    homeId: homeId(person.home),
    kind: person.kind,
    from: person.from,
    isCurrent: true,
    source: 'import',
    ...person.home.building.place,
  }))
  await step(HomeLink, 'home links', links)
}

/** Places and register of the demo; accounts, roles, categories and rules belong to their features. */
export async function seedDemo(deps: SeedDeps, report: Progress = silent): Promise<void> {
  await seedPlaces(deps, report)
  await seedRegister(deps, report)
}
