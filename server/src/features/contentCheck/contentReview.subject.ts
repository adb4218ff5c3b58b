import type { Deps } from '../../deps'
import { assertThat, wrongField } from '../../lib/appError'
import { rolesNear } from '../needs/need.subjects'
import { isInForce } from '../users/me.view'
import { Membership } from '../users/membership.model'
import { toMembershipViews } from '../users/membership.view'
import type { StoredMembership } from '../users/userHooks'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { checkKeyOf, type ContentToCheck } from './contentCheck.service'

/** What can be about somebody: it is read on, and she reads it no more. */
const aboutKinds: readonly string[] = ['forumPost', 'forumComment']

/** Only the desk above says whom of the community something is about. */
const maySayAbout = ({ subjectKind, community, reviewArea }: StoredContentCheck): boolean =>
  aboutKinds.includes(subjectKind) && community != null && reviewArea !== community

interface DeskPerson {
  id: string
  name: string
}

/** Those who work in these communities, by their work and their name, each once. */
async function readDeskPeople(
  communities: readonly string[],
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<Map<string, DeskPerson[]>> {
  const people = new Map<string, DeskPerson[]>()
  if (communities.length === 0) return people
  const now = deps.clock.now()
  const rows = await Membership.find({
    community: { $in: communities },
    role: { $in: rolesNear },
    endedAt: { $exists: false },
  }).lean<StoredMembership[]>()
  const held = rows.filter((membership) => isInForce(membership, now))
  for (const { community = '', userId: id, ...view } of await toMembershipViews(held, deps)) {
    const known = people.get(community) ?? []
    const name = `${view.areaName ?? ''}${view.roleName} ${view.userName}`
    if (!known.some((person) => person.id === id)) people.set(community, [...known, { id, name }])
  }
  return people
}

/** By the case: whom it may be about; nobody for the community's own desk. Its author is not among them. */
export async function readPossibleSubjects(
  checks: readonly StoredContentCheck[],
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<Map<string, DeskPerson[]>> {
  const asked = checks.filter(maySayAbout)
  const people = await readDeskPeople([...new Set(asked.map(({ community }) => community ?? ''))], deps)
  return new Map(
    asked.map(({ _id, community, userId }): [string, DeskPerson[]] => [
      _id.toString(),
      (people.get(community ?? '') ?? []).filter(({ id }) => id !== userId.toString()),
    ]),
  )
}

/** @throws AppError `request.invalid` for anybody but those who are offered. */
export async function assertPossibleSubject(
  check: StoredContentCheck,
  userId: string | undefined,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<void> {
  if (userId === undefined) return
  const people = (await readPossibleSubjects([check], deps)).get(check._id.toString())
  assertThat(
    people?.some(({ id }) => id === userId),
    'request.invalid',
    wrongField('body', ['aboutUserId'], 'unknown'),
  )
}

/** What people have said of a piece, and decided. */
interface CaseNotes {
  /** That it is about those who work at the community's desk, and the level above has not decided yet. */
  isAboutDesk: boolean
  /** Whom somebody has named who decided above. */
  namedUserId?: string
  /** A person has taken it away. */
  isTakenAway: boolean
}

/** @returns undefined for what was never handed in. */
export async function readCaseNotes(subject: ContentToCheck['subject']): Promise<CaseNotes | undefined> {
  const check = await ContentCheck.findOne(
    { key: checkKeyOf(subject) },
    { isAboutDesk: 1, aboutUserId: 1, decidedBy: 1, state: 1 },
  ).lean()
  if (!check) return undefined
  const { aboutUserId, decidedBy, state } = check
  const isDecided = decidedBy != null
  return {
    isAboutDesk: check.isAboutDesk === true,
    ...(isDecided && aboutUserId != null ? { namedUserId: aboutUserId.toString() } : {}),
    isTakenAway: isDecided && state === 'hidden',
  }
}

/** Whether the level above looks at what may be about the desk: until it has decided they stand in it like any neighbour. */
export const isAboutDesk = async (subject: ContentToCheck['subject']): Promise<boolean> =>
  (await readCaseNotes(subject))?.isAboutDesk === true
