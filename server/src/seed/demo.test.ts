import { ageOn } from '@linli/shared/time'
import { roleHeldIn } from '@linli/shared/users/roles'
import { areaLevelOf } from '@linli/shared/areas/areas'
import '../database/mongoose'
import { Area } from '../features/areas/area.model'
import { Estate } from '../features/areas/estate.model'
import { Unit } from '../features/areas/unit.model'
import { Home, Household } from '../features/register/home.model'
import { HomeLink } from '../features/register/homeLink.model'
import { openPerson } from '../features/register/person.crypto'
import { Person, type PersonDocument } from '../features/register/person.model'
import { findRegisterMatch } from '../features/register/register.lookup'
import { createTestDeps } from '../test/testApp'
import { seedPlaces, seedRegister } from './demo'
import { buildDemoHouseholds } from './demo/households'
import { demoIdentities } from './demo/identities'
import { demoBuildings, demoCommunity, demoEstates } from './demo/places'
import { createRandom, demoId } from './demo/random'
import { demoUnits } from './demo/units'

const deps = createTestDeps()

describe('the demo on paper', () => {
  it('is the same at every call', () => {
    expect(buildDemoHouseholds()).toEqual(buildDemoHouseholds())
    const [one, two] = [createRandom(7), createRandom(7)]
    expect(Array.from({ length: 5 }, () => one.int(1, 100))).toEqual(
      Array.from({ length: 5 }, () => two.int(1, 100)),
    )
    expect(demoId('unit:station').toString()).toBe('d6ac9dc274eed54fcde3b4d6')
  })

  it('has the size and the mixture of a neighbourhood', () => {
    const { homes, people } = buildDemoHouseholds()
    expect([demoBuildings.length, demoEstates.length, homes.length]).toEqual([24, 3, 408])
    expect(demoEstates.filter(({ property }) => property === undefined)).toHaveLength(1)
    expect(people.length).toBeGreaterThan(800)
    expect(people.length).toBeLessThan(1000)
    const owned = new Set(people.filter(({ kind }) => kind === 'owner').map(({ home }) => home.key))
    expect(owned.size).toBe(homes.length)
    const share = (count: number): number => count / people.length
    expect(share(people.filter(({ kind }) => kind === 'tenant').length)).toBeGreaterThan(0.1)
    expect(share(people.filter(({ birthDate }) => birthDate < '1966').length)).toBeGreaterThan(0.2)
    for (const { exclusiveAreaM2 } of homes)
      expect(Math.round(exclusiveAreaM2 * 100)).toBeCloseTo(exclusiveAreaM2 * 100, 6)
  })

  it('uses clearly invented numbers, each once', () => {
    const phones = [
      ...demoIdentities.filter(({ resident }) => !resident).map(({ phone }) => phone),
      ...buildDemoHouseholds().people.flatMap(({ phone }) => phone ?? []),
    ]
    expect(new Set(phones).size).toBe(phones.length)
    expect(phones.every((phone) => /^199000\d{5}$/.test(phone))).toBe(true)
  })

  it('has somebody for every role, in a place or unit that exists', () => {
    const unitKeys = demoUnits.map(({ key }) => key)
    const held = demoIdentities.flatMap(({ memberships }) => memberships)
    expect(new Set(held.map(({ role }) => role))).toEqual(new Set(Object.keys(roleHeldIn)))
    for (const membership of held)
      if ('unitKey' in membership) expect(unitKeys).toContain(membership.unitKey)
      else expect(areaLevelOf(membership.areaCode)).toBe(roleHeldIn[membership.role])
    const staffed = held.flatMap((membership) => ('unitKey' in membership ? [membership.unitKey] : []))
    expect(new Set(staffed)).toEqual(new Set(unitKeys))
    const volunteers = demoIdentities.filter(({ volunteer }) => volunteer)
    expect(volunteers.filter(({ volunteer }) => volunteer?.partyOrganisation !== undefined)).toHaveLength(2)
    expect(volunteers).toHaveLength(4)
    const elder = demoIdentities.find(({ key }) => key === 'elder')
    expect(ageOn(elder?.resident?.birthDate ?? '', '2026-11-23')).toBe(82)
    expect(new Set(demoIdentities.map(({ key }) => key)).size).toBe(demoIdentities.length)
  })
})

it('is written once, however often it is seeded, encrypted and found again', async () => {
  const steps = new Set<string>()
  await seedPlaces(deps, (step) => steps.add(step))
  await seedRegister(deps, (step) => steps.add(step))
  const models = [Area, Estate, Unit, Home, Household, Person, HomeLink]
  const count = () => Promise.all(models.map((model) => (model as typeof Area).countDocuments()))
  const first = await count()
  expect(first.slice(0, 4)).toEqual([581 + 3 + 24, 3, demoUnits.length, 408])
  await seedPlaces(deps)
  await seedRegister(deps)
  expect(await count()).toEqual(first)
  expect([...steps]).toContain('writing people')

  for (const identity of demoIdentities.filter(({ resident }) => resident)) {
    const person = await Person.findOne({ _id: demoId(`person:${identity.key}`) }).lean<PersonDocument>()
    expect(person && openPerson(person, deps.crypto).phone).toBe(identity.phone)
    const match = await findRegisterMatch(
      { community: demoCommunity, name: identity.name, phone: identity.phone },
      deps,
    )
    expect(match?.personId).toBe(person?._id.toString())
  }
  const raw = JSON.stringify(await Person.collection.find().toArray())
  for (const clear of ['周桂珍', '19900000002', '1944-03-05']) expect(raw).not.toContain(clear)
}, 120_000)
