import { placeOf, type Place } from '@linli/shared/areas/areas'
import { roleHeldIn, roles, type Role } from '@linli/shared/users/roles'
import type { Actor } from './actor'
import { canEnd, canGrant, canListMemberships, fitsLevel } from './membership.policy'

const [district, street, community] = ['310113', '310113007', '310113007001'] as const
const own = {
  district,
  street,
  community,
  grid: `${community}-G01`,
  building: `${community}-B001`,
} as const
const other = {
  district: '310115',
  street: '310115001',
  community: '310115001001',
  grid: '310115001001-G01',
  building: '310115001001-B001',
} as const

/** Somebody who holds the role here; staff of a unit hold none of an area. */
function buildActor(role: Role): Actor {
  const level = roleHeldIn[role]
  const areaCode = level === 'unit' ? undefined : own[level]
  const place: Place = placeOf(areaCode ?? community)
  return {
    userId: 'actor',
    sessionId: '',
    displayName: '',
    level: 'verified',
    memberships: [{ id: 'm', role, areaCode, unitId: level === 'unit' ? 'u' : undefined, name: '', place }],
  }
}

const grants: Record<Role, readonly Role[]> = {
  administrator: [
    'administrator',
    'districtOfficer',
    'streetOfficer',
    'secretary',
    'communityWorker',
    'gridWorker',
    'buildingLeader',
    'volunteer',
    'unitStaff',
  ],
  districtOfficer: ['streetOfficer', 'unitStaff'],
  streetOfficer: ['secretary', 'unitStaff'],
  secretary: ['communityWorker', 'gridWorker', 'buildingLeader', 'volunteer', 'unitStaff'],
  communityWorker: [],
  gridWorker: [],
  buildingLeader: [],
  unitStaff: [],
  volunteer: [],
}

const ends: Record<Role, readonly Role[]> = {
  ...grants,
  districtOfficer: [
    'streetOfficer',
    'secretary',
    'communityWorker',
    'gridWorker',
    'buildingLeader',
    'volunteer',
    'unitStaff',
  ],
  streetOfficer: ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader', 'volunteer', 'unitStaff'],
}

function buildTarget(role: Role, codes: typeof own | typeof other) {
  const level = roleHeldIn[role]
  const areaCode = level === 'unit' ? codes.community : codes[level]
  const place: Place = { ...placeOf(areaCode), ...(level === 'building' ? { grid: codes.grid } : {}) }
  return { role, areaCode, place }
}

describe.each(roles)('%s', (actorRole) => {
  const actor = buildActor(actorRole)

  it.each(roles)('grants %s only as the table says, and only here', (role) => {
    expect(canGrant(actor, buildTarget(role, own))).toBe(grants[actorRole].includes(role))
    expect(canGrant(actor, buildTarget(role, other))).toBe(false)
  })

  it.each(roles)('ends %s only below, only here, never the own', (role) => {
    const target = { ...buildTarget(role, own), userId: 'other' }
    expect(canEnd(actor, target)).toBe(ends[actorRole].includes(role))
    expect(canEnd(actor, { ...target, userId: 'actor' })).toBe(false)
    expect(canEnd(actor, { ...buildTarget(role, other), userId: 'other' })).toBe(false)
  })
})

describe('the staff of a unit', () => {
  const targetAt = (areaCode: string) => ({ role: 'unitStaff' as const, areaCode, place: placeOf(areaCode) })

  it.each([
    ['secretary', [true, false, false]],
    ['streetOfficer', [true, true, false]],
    ['districtOfficer', [true, true, true]],
    ['administrator', [true, true, true]],
  ] as const)('are appointed by a %s at the level of the unit or above', (role, expected) => {
    const actor = buildActor(role)
    expect([community, street, district].map((code) => canGrant(actor, targetAt(code)))).toEqual(expected)
  })
})

it('lists roles of the own area and below', () => {
  expect(canListMemberships(buildActor('secretary'), placeOf(community))).toBe(true)
  expect(canListMemberships(buildActor('secretary'), placeOf(street))).toBe(false)
  expect(canListMemberships(buildActor('streetOfficer'), placeOf(own.grid))).toBe(true)
  expect(canListMemberships(buildActor('gridWorker'), placeOf(community))).toBe(false)
})

it('holds each role at its own level', () => {
  expect(fitsLevel('gridWorker', own.grid, undefined)).toBe(true)
  expect(fitsLevel('gridWorker', community, undefined)).toBe(false)
  expect(fitsLevel('unitStaff', community, undefined)).toBe(false)
  expect(fitsLevel('unitStaff', undefined, 'u')).toBe(true)
})
