import { placeOf } from '@linli/shared/areas/areas'
import { importKinds } from '@linli/shared/register/register'
import { roleHeldIn, roles, type Role } from '@linli/shared/users/roles'
import { testAreas } from '../../test/users.factory'
import type { Actor } from '../users/actor'
import { canImport, canListHomes, canReadPerson } from './register.policy'

const { district, street, community, grid, building } = testAreas
const here: Record<string, string> = { district, street, community, grid, building, unit: community }
const elsewhere: Record<string, string> = {
  district: '310114',
  street: testAreas.otherStreet,
  community: testAreas.neighbourCommunity,
  grid: testAreas.otherGrid,
  building: testAreas.otherBuilding,
  unit: testAreas.neighbourCommunity,
}

function actorWith(role: Role, codes: Record<string, string>): Actor {
  const code = codes[roleHeldIn[role]] ?? ''
  const target = roleHeldIn[role] === 'unit' ? { unitId: '0'.repeat(24) } : { areaCode: code }
  const membership = { id: '1', role, name: '', place: placeOf(code), ...target }
  return { userId: '1', sessionId: '1', displayName: '', level: 'guest', memberships: [membership] }
}

const importers: Role[] = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator']
const readers: Role[] = ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader']

describe.each(roles)('%s', (role) => {
  test('imports into a community only as its secretary or from above', () => {
    for (const kind of importKinds) {
      expect(canImport(actorWith(role, here), kind, community, placeOf(community))).toBe(
        importers.includes(role),
      )
      expect(canImport(actorWith(role, elsewhere), kind, community, placeOf(community))).toBe(false)
      expect(canImport(actorWith(role, here), kind, grid, placeOf(grid))).toBe(false)
    }
  })

  test('imports nothing but units into a street', () => {
    const isAbove = importers.includes(role) && role !== 'secretary'
    for (const kind of importKinds)
      expect(canImport(actorWith(role, here), kind, street, placeOf(street))).toBe(
        kind === 'units' && isAbove,
      )
  })

  test('reads people only where it serves them: community, grid or building', () => {
    const person = { ...placeOf(building), grid }
    expect(canReadPerson(actorWith(role, here), person)).toBe(readers.includes(role))
    expect(canReadPerson(actorWith(role, elsewhere), person)).toBe(false)
  })
})

test('rooms are listed for those who joined or work in the community', () => {
  const joined: Actor = { ...actorWith('volunteer', elsewhere), community }
  expect(canListHomes(joined, community)).toBe(true)
  expect(canListHomes(joined, testAreas.farCommunity)).toBe(false)
  expect(canListHomes(actorWith('gridWorker', here), community)).toBe(true)
  expect(canListHomes(actorWith('secretary', elsewhere), community)).toBe(false)
})
