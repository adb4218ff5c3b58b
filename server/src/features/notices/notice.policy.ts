import { areaLevelOf, placeOf, type Place } from '@linli/shared/areas/areas'
import {
  noticeDeskRoles,
  noticeDesks,
  noticeHelperRoles,
  type NoticeGroup,
  type NoticeLevel,
} from '@linli/shared/notices/notice'
import {
  availableNoticeActions,
  publicNoticeStates,
  type NoticeAction,
  type NoticeParty,
} from '@linli/shared/notices/notice.state'
import { servesIn } from '../forum/forum.policy'
import { findMembershipOver, type Actor, type ActorMembership } from '../users/actor'
import type { NoticeRecord } from './notice.model'

type Issued = Pick<NoticeRecord, 'areaCode' | 'writerId'>

/** Notices are issued by communities, streets and districts. */
function levelOfNotice(areaCode: string): NoticeLevel | undefined {
  const level = areaLevelOf(areaCode)
  return level === 'community' || level === 'street' || level === 'district' ? level : undefined
}

const deskOf = (areaCode: string) => {
  const level = levelOfNotice(areaCode)
  return level && noticeDesks[level]
}

/** Who writes for an area sits at its own desk, not at one above. */
export function findWriter(actor: Actor, areaCode: string): ActorMembership | undefined {
  const desk = deskOf(areaCode)
  return desk && actor.memberships.find((m) => desk.write.includes(m.role) && m.areaCode === areaCode)
}

function findSigner(actor: Actor, areaCode: string): ActorMembership | undefined {
  const desk = deskOf(areaCode)
  return desk && actor.memberships.find((m) => desk.sign.includes(m.role) && m.areaCode === areaCode)
}

/** Codes of each level have a length of their own. */
const liesIn = ({ district, street, community }: Partial<Place>, areaCode: string): boolean =>
  [district, street, community].includes(areaCode)

const isWriter = (actor: Actor, { writerId }: Pick<NoticeRecord, 'writerId'>): boolean =>
  writerId.toString() === actor.userId

const canApprove = (actor: Actor, areaCode: string): boolean =>
  findMembershipOver(actor, deskOf(areaCode)?.approve ?? [], placeOf(areaCode)) !== undefined

/** Works at the desk that issued it, or at one within the street or district that did. */
const isAtDesk = (actor: Actor, areaCode: string): boolean =>
  actor.memberships.some(
    (m) =>
      (noticeDeskRoles as readonly string[]).includes(m.role) &&
      m.areaCode !== undefined &&
      (m.areaCode === areaCode || liesIn(m.place, areaCode)),
  )

/** The grid or building of somebody who helps to reach people lies within it. */
const isHelper = (actor: Actor, areaCode: string): boolean =>
  actor.memberships.some(
    (m) => (noticeHelperRoles as readonly string[]).includes(m.role) && liesIn(m.place, areaCode),
  )

/** In what capacities somebody stands to a notice. */
export function findNoticeParties(actor: Actor, notice: Issued): NoticeParty[] {
  const { areaCode } = notice
  const isOwn = isWriter(actor, notice)
  const may: [NoticeParty, boolean][] = [
    ['writer', isOwn && findWriter(actor, areaCode) !== undefined],
    ['approver', !isOwn && canApprove(actor, areaCode)],
    ['spokesperson', findSigner(actor, areaCode) !== undefined],
    ['desk', isAtDesk(actor, areaCode)],
    ['helper', isHelper(actor, areaCode)],
  ]
  return may.filter(([, isIt]) => isIt).map(([party]) => party)
}

/** What this person may do to it now: drawn as buttons, and checked again on each press. */
export function listNoticeActions(actor: Actor, notice: NoticeRecord): NoticeAction[] {
  return availableNoticeActions(notice.state, findNoticeParties(actor, notice))
    .filter((action) => action !== 'recordReach' || notice.mustReach)
    .filter((action) => action !== 'correct' || findWriter(actor, notice.areaCode) !== undefined)
}

/** Who works at the desk that issues, or looks over what it writes. */
export const mayReadDrafts = (actor: Actor, areaCode: string): boolean =>
  canApprove(actor, areaCode) ||
  actor.memberships.some(
    (m) => (noticeDeskRoles as readonly string[]).includes(m.role) && m.areaCode === areaCode,
  )

/** Reads history and figures; of what is not out yet only who may read drafts. */
export const isNoticeStaff = (actor: Actor, notice: Pick<NoticeRecord, 'areaCode' | 'state'>): boolean =>
  mayReadDrafts(actor, notice.areaCode) || (isPublic(notice) && isAtDesk(actor, notice.areaCode))

/** Serves its people from another desk or on the ground: there it matters what must reach them. */
export const isOnlyHelper = (actor: Actor, areaCode: string): boolean =>
  !mayReadDrafts(actor, areaCode) && !isAtDesk(actor, areaCode)

/** The desk of an area may be looked into by who writes, signs or approves there, and by those who help. */
export function mayReadDesk(actor: Actor, areaCode: string): boolean {
  if (levelOfNotice(areaCode) === undefined) return false
  return canApprove(actor, areaCode) || isAtDesk(actor, areaCode) || isHelper(actor, areaCode)
}

/** Belongs to one of the groups that a notice names. */
export function isInGroups(
  actor: Actor,
  groups: readonly NoticeGroup[],
  { isPartyMember }: { isPartyMember: boolean },
): boolean {
  if (groups.length === 0) return true
  return groups.some((group) =>
    group === 'partyMember' ? isPartyMember : actor.memberships.some(({ role }) => role === group),
  )
}

/** Has joined a place that it covers, or works there. */
export function isOfPlace(actor: Actor, areaCode: string): boolean {
  const covers = (place: Partial<Place>): boolean => liesIn(place, areaCode)
  if (actor.level !== 'guest' && actor.community !== undefined && covers(placeOf(actor.community)))
    return true
  return actor.memberships.some((m) => covers(m.place) || servesIn(m, areaCode))
}

/** Somebody who reads a notice as it was issued, once it is out. */
export const isPublic = ({ state }: Pick<NoticeRecord, 'state'>): boolean =>
  publicNoticeStates.includes(state)

/**
 * Whose names somebody is shown among those who must be reached: the desk of the community all of its own, a grid
 * worker those of the grid, a building leader those of the building. Rank has figures only.
 */
export function findReachScope(actor: Actor): {
  communities: string[]
  grids: string[]
  buildings: string[]
} {
  const codesOf = (...roles: readonly string[]): string[] =>
    actor.memberships.flatMap(({ role, areaCode }) =>
      roles.includes(role) && areaCode !== undefined ? [areaCode] : [],
    )
  return {
    communities: codesOf('secretary', 'communityWorker'),
    grids: codesOf('gridWorker'),
    buildings: codesOf('buildingLeader'),
  }
}

export function isInReachScope(actor: Actor, { community, grid, building }: Place): boolean {
  const { communities, grids, buildings } = findReachScope(actor)
  const isOf = (codes: string[], code: string | undefined): boolean =>
    code !== undefined && codes.includes(code)
  return isOf(communities, community) || isOf(grids, grid) || isOf(buildings, building)
}

/** A building leader knows her neighbours; she gets no list of telephones. Source: product page, "Who uses it". */
export function maySeePhone(actor: Actor, { community, grid }: Place): boolean {
  const { communities, grids } = findReachScope(actor)
  return (
    (community !== undefined && communities.includes(community)) ||
    (grid !== undefined && grids.includes(grid))
  )
}
