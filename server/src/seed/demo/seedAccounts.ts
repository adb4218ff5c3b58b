import { placeOf, type Place } from '@linli/shared/areas/areas'
import { consentVersions } from '@linli/shared/users/consents'
import { postOf } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import type { Actor } from '../../features/users/actor'
import { labelHome } from '../../features/register/homeLabel'
import { readActor } from '../../features/users/actor.service'
import { Membership } from '../../features/users/membership.model'
import { User } from '../../features/users/user.model'
import { sealHomes, sealPhone, sealUserField } from '../../features/users/userSecrets'
import { Volunteer } from '../../features/volunteers/volunteer.model'
import { dropUndefined } from '../../lib/dropUndefined'
import { insertRaw } from '../../lib/insertRaw'
import { buildIdentity } from '../../sandbox/identities/identity'
import { demoIdentities, type DemoIdentity, type DemoMembership } from './identities'
import { listDemoNeighbours } from './neighbours'
import { demoBuildings, demoCommunity, demoGrids } from './places'
import { demoId } from './random'
import { demoUnits } from './units'

type SeedDeps = Pick<Deps, 'clock' | 'crypto'>

const startOfDemo = new Date('2026-01-05T01:00:00.000Z')
const yearMilliseconds = 365 * 24 * 60 * 60 * 1000

export const demoUserId = (identity: Pick<DemoIdentity, 'key'>) => demoId(`user:${identity.key}`)

/** One of the demo's people, as they are at a moment. */
export async function findActor(key: string, now: Date): Promise<Actor> {
  const actor = await readActor(demoUserId({ key }).toString(), 'demo', now)
  if (!actor) throw new Error(`no demo account ${key}`)
  return actor
}

function findHome({ resident }: DemoIdentity) {
  const building = demoBuildings.find(({ code }) => code === resident?.building)
  if (!resident || !building) return undefined
  return {
    ...resident,
    place: building.place,
    name: building.name,
    estateName: building.estateName,
    homeId: demoId(`home:${building.code}|${resident.room}`),
  }
}

function toUser(identity: DemoIdentity, deps: SeedDeps): object {
  const _id = demoUserId(identity)
  const { openids, unionid } = buildIdentity(identity)
  const home = findHome(identity)
  const place: Partial<Place> =
    home?.place ?? (identity.level === 'guest' ? {} : placeOf(identity.livesIn ?? demoCommunity))
  const homes = home
    ? sealHomes(
        _id,
        [
          {
            homeId: home.homeId.toString(),
            building: home.building,
            address: labelHome(home, home.room),
            kind: home.kind,
            from: home.from,
          },
        ],
        deps,
      )
    : undefined
  return dropUndefined({
    _id,
    openids: Object.entries(openids).map(([appid, openid]) => ({ appid, openid })),
    unionid,
    name: sealUserField(_id, 'name', identity.name, deps),
    nickname: identity.name,
    ...(identity.level === 'verified' || identity.livesElsewhere
      ? {
          ...sealPhone(_id, identity.phone, deps),
          phoneCheckedAt: startOfDemo,
          phoneCheckedBy: 'phoneButton',
        }
      : {}),
    level: identity.level,
    ...place,
    homes,
    homeId: home?.homeId,
    personId: home ? demoId(`person:${identity.key}`) : undefined,
    elderMode: identity.prefersElderMode,
    consents: [{ kind: 'privacyPolicy', version: consentVersions.privacyPolicy, givenAt: startOfDemo }],
    isOffDuty: false,
  })
}

function describeTarget(membership: DemoMembership) {
  if (membership.role === 'unitStaff') {
    const unit = demoUnits.find(({ key }) => key === membership.unitKey)
    if (!unit) throw new Error(`no demo unit ${membership.unitKey}`)
    const unitId = demoId(`unit:${unit.key}`)
    return {
      name: unit.name,
      place: placeOf(unit.areaCode),
      unitId,
      unitKind: unit.kind,
      key: unitId.toString(),
    }
  }
  const { areaCode } = membership
  const local = [...demoGrids, ...demoBuildings].find(({ code }) => code === areaCode)
  const building = demoBuildings.find(({ code }) => code === areaCode)
  const place = building?.place ?? placeOf(areaCode)
  return { name: local?.name ?? areaCode, place, areaCode, key: areaCode }
}

function toMemberships(identity: DemoIdentity, areaNames: ReadonlyMap<string, string>): object[] {
  const userId = demoUserId(identity)
  return identity.memberships.map((membership) => {
    const { name, place, key, ...target } = describeTarget(membership)
    const { district, street, community, grid, building } = place
    const post = postOf({
      role: membership.role,
      areaCode: 'areaCode' in target ? target.areaCode : undefined,
      unitId: 'unitId' in target ? target.unitId.toString() : undefined,
    })
    return dropUndefined({
      _id: demoId(`membership:${identity.key}:${membership.role}:${key}`),
      userId,
      role: membership.role,
      ...target,
      name: areaNames.get(key) ?? name,
      district,
      street,
      community,
      grid,
      building,
      post,
      isDeputy: 'isDeputy' in membership,
      isOffDuty: false,
      from: startOfDemo,
      grantedBy: userId,
      activeKey: `${userId.toString()}:${membership.role}:${key}:0`,
    })
  })
}

function toVolunteer(identity: DemoIdentity, now: Date): object | undefined {
  const { volunteer } = identity
  if (!volunteer) return undefined
  const { district, street = '', community = '' } = placeOf(demoCommunity)
  const organisation = volunteer.partyOrganisation
  return dropUndefined({
    _id: demoId(`volunteer:${identity.key}`),
    userId: demoUserId(identity),
    district,
    street,
    community,
    state: 'approved',
    isActive: true,
    claims: [],
    claimVersion: 0,
    skills: volunteer.skills,
    isPartyMember: organisation !== undefined,
    partyOrganisation: organisation,
    showsBadge: organisation !== undefined,
    isMinor: false,
    hasGuardianConsent: false,
    trainedUntil: new Date(now.getTime() + yearMilliseconds),
    insuredUntil: new Date(now.getTime() + yearMilliseconds),
    isOnDuty: true,
    maxOpenJobs: 3,
    version: 1,
  })
}

/** Accounts, roles and volunteers of the demo; each can be chosen on the sandbox's sign-in page. Repeatable. */
export async function seedAccounts(deps: SeedDeps, areaNames: ReadonlyMap<string, string>): Promise<void> {
  const now = deps.clock.now()
  await insertRaw(
    User,
    [...demoIdentities, ...listDemoNeighbours(demoIdentities)].map((identity) => toUser(identity, deps)),
    startOfDemo,
  )
  await insertRaw(
    Membership,
    demoIdentities.flatMap((identity) => toMemberships(identity, areaNames)),
    startOfDemo,
  )
  const volunteers = demoIdentities
    .map((identity) => toVolunteer(identity, now))
    .filter((row) => row !== undefined)
  await insertRaw(Volunteer, volunteers, startOfDemo)
}
