import type { Place } from '@linli/shared/areas/areas'
import { placeOf } from '@linli/shared/areas/areas'
import { roleHeldIn, roles, type Role } from '@linli/shared/users/roles'
import { testAreas } from '../../test/users.factory'
import type { Actor } from '../users/actor'
import { canManageArea, canManagePlace, canReadGridCard } from './area.policy'

const { district, street, community, grid, building } = testAreas
const held: Record<string, string> = { district, street, community, grid, building, unit: community }
const elsewhere: Record<string, string> = {
  district: '310114',
  street: testAreas.otherStreet,
  community: testAreas.neighbourCommunity,
  grid: `${testAreas.neighbourCommunity}-G01`,
  building: `${testAreas.neighbourCommunity}-B001`,
  unit: testAreas.neighbourCommunity,
}

function actorWith(role: Role, codes: Record<string, string>): Actor {
  const code = codes[roleHeldIn[role]] ?? ''
  const target = roleHeldIn[role] === 'unit' ? { unitId: '0'.repeat(24) } : { areaCode: code }
  const membership = { id: '1', role, name: '', place: placeOf(code), ...target }
  return { userId: '1', sessionId: '1', displayName: '', level: 'guest', memberships: [membership] }
}

const places: Record<string, [code: string, place: Place]> = {
  building: [building, { ...placeOf(building), grid }],
  grid: [grid, placeOf(grid)],
  estate: [`${community}-E01`, placeOf(`${community}-E01`)],
  community: [community, placeOf(community)],
  street: [street, placeOf(street)],
  district: [district, placeOf(district)],
}

const top: Role[] = ['districtOfficer', 'administrator']
const managers: Record<string, Role[]> = {
  building: ['secretary', 'streetOfficer', ...top],
  grid: ['secretary', 'streetOfficer', ...top],
  estate: ['secretary', 'streetOfficer', ...top],
  community: ['secretary', 'streetOfficer', ...top],
  street: ['streetOfficer', ...top],
  district: top,
}
const renamers: Record<string, Role[]> = { ...managers, community: ['streetOfficer', ...top], street: top }

describe.each(Object.keys(places))('a record of a %s', (level) => {
  const [code, place] = places[level] ?? ['', { district }]

  test.each(roles)('as %s', (role) => {
    const here = actorWith(role, held)
    const there = actorWith(role, elsewhere)
    expect(canManagePlace(here, code, place)).toBe(managers[level]?.includes(role))
    expect(canManageArea(here, code, place)).toBe(renamers[level]?.includes(role))
    expect(canManagePlace(there, code, place)).toBe(false)
    expect(canManageArea(there, code, place)).toBe(false)
  })
})

test('the card is read by those who joined, those who serve the community and those above', () => {
  const place = placeOf(grid)
  const resident = (level: Actor['level'], home: string): Actor => ({
    ...actorWith('volunteer', elsewhere),
    level,
    community: home,
  })
  expect(canReadGridCard(resident('joined', community), place)).toBe(true)
  expect(canReadGridCard(resident('guest', community), place)).toBe(false)
  expect(canReadGridCard(resident('verified', testAreas.neighbourCommunity), place)).toBe(false)
  for (const role of roles) {
    expect(canReadGridCard(actorWith(role, held), place)).toBe(true)
    expect(canReadGridCard(actorWith(role, elsewhere), place)).toBe(false)
  }
  expect(canReadGridCard(actorWith('districtOfficer', held), placeOf(street))).toBe(false)
})
