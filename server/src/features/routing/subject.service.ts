import { areaLevelOf, placeOf, type Place } from '@linli/shared/areas/areas'
import type { Subject } from '@linli/shared/routing/route'
import { roleNames } from '@linli/shared/users/roles'
import { postKindOf, postOf, postTargetOf, triageAbove, triageOf, type Post } from '@linli/shared/users/posts'
import { toPlace } from '../../lib/placeFields'
import { Unit } from '../areas/unit.model'
import { Membership, type MembershipFields } from '../users/membership.model'
import { filterOfPost } from '../users/postPeople.service'

/** A subject with everything that belongs to it now. */
export interface ResolvedSubject {
  /** The desk one level above the widest post of the subject. */
  above: Post
  /** What the subject, or anyone who works in the unit, holds. */
  posts: ReadonlySet<string>
  /** Who may see neither the need nor its author. */
  userIds: ReadonlySet<string>
}

const maxMembers = 500

type Held = Pick<
  MembershipFields,
  'role' | 'name' | 'areaCode' | 'unitId' | 'post' | 'district' | 'street' | 'community' | 'from' | 'until'
> & {
  userId: MembershipFields['userId']
}

const isInForce = { endedAt: { $exists: false } }

async function readHeld(
  filter: { userId: { $in: string[] } } | { unitId: string } | ReturnType<typeof filterOfPost>,
): Promise<Held[]> {
  return Membership.find({ ...filter, ...isInForce })
    .limit(maxMembers)
    .lean<Held[]>()
}

const deskAbove = (code: string): Post => triageAbove(code) ?? `triage:${placeOf(code).district}`

const postOfHeld = ({ role, areaCode, unitId }: Held): Post | undefined =>
  postOf({ role, areaCode: areaCode ?? undefined, unitId: unitId?.toString() })

function levelCodeOf(held: Held): string {
  const { district, street, community } = toPlace(held)
  return held.areaCode ?? community ?? street ?? district
}

/** Volunteers and those of a grid or building answer to their community, units and desks to the level above theirs. */
function deskAboveMembership(held: Held): Post {
  if (held.role === 'volunteer' && held.areaCode != null) return `triage:${held.areaCode}`
  return deskAbove(levelCodeOf(held))
}

function widest(desks: readonly Post[]): Post | undefined {
  return [...desks].sort((a, b) => a.length - b.length)[0]
}

async function readFirstHeld(subject: Subject): Promise<Held[]> {
  if (subject.kind === 'unit') return readHeld({ unitId: subject.id })
  if (subject.kind === 'user') return readHeld({ userId: { $in: [subject.id] } })
  return readHeld(filterOfPost(subject.id))
}

async function findDeskAbove(subject: Subject, held: readonly Held[], place: Place): Promise<Post> {
  if (subject.kind === 'user') return widest(held.map(deskAboveMembership)) ?? triageOf(place)
  if (subject.kind === 'post') {
    const target = postTargetOf(subject.id)
    if (postKindOf(subject.id) === 'pool') return `triage:${target}`
    return areaLevelOf(target) === undefined ? triageOf(place) : deskAbove(target)
  }
  const unit = await Unit.findOne({ _id: subject.id }, { areaCode: 1 }).lean<{ areaCode: string }>()
  return unit ? deskAbove(unit.areaCode) : triageOf(place)
}

/** A post that names a unit or a person is that unit or person. */
function simplify(subject: Subject): Subject {
  if (subject.kind !== 'post') return subject
  const kind = postKindOf(subject.id)
  if (kind === 'unit') return { kind: 'unit', id: postTargetOf(subject.id) }
  return kind === 'volunteer' ? { kind: 'user', id: postTargetOf(subject.id) } : subject
}

/**
 * Reads, always from the database, whom a need is about and what they hold: posts change hands, so it is read again
 * at every re-route.
 * @param place of the need, for a subject that holds nothing.
 */
export async function resolveSubject(given: Subject, place: Place): Promise<ResolvedSubject> {
  const subject = simplify(given)
  const first = await readFirstHeld(subject)
  const userIds = new Set(first.map(({ userId }) => userId.toString()))
  if (subject.kind === 'user') userIds.add(subject.id)
  const held = subject.kind === 'user' ? first : await readHeld({ userId: { $in: [...userIds] } })
  const posts = new Set<string>(held.map(postOfHeld).filter((post) => post !== undefined))
  for (const userId of userIds) posts.add(`volunteer:${userId}`)
  if (subject.kind !== 'user') posts.add(subject.kind === 'unit' ? `unit:${subject.id}` : subject.id)
  return { above: await findDeskAbove(subject, first, place), posts, userIds }
}

/** Whether a post is held by the subject now, or by anyone who works in it. */
export async function isPostOfSubject(post: Post, subject: Subject): Promise<boolean> {
  return (await resolveSubject(subject, placeOf(postTargetOf(post)))).posts.has(post)
}

/** The desks above the subject that it does not hold, the nearest first; none when it holds all of them. */
export function listDesksAboveSubject({ above, posts }: ResolvedSubject): Post[] {
  const desks: Post[] = []
  let desk: Post | undefined = above
  while (desk !== undefined) {
    if (!posts.has(desk)) desks.push(desk)
    desk = triageAbove(postTargetOf(desk))
  }
  return desks
}

/** Whether someone who has nothing to do with the subject holds a post now, on duty or not. */
export async function isHeldByOthers(
  post: Post,
  { userIds }: Pick<ResolvedSubject, 'userIds'>,
  at: Date,
): Promise<boolean> {
  const held = await readHeld(filterOfPost(post))
  return held.some(
    ({ userId, from, until }) =>
      from <= at && (until == null || until > at) && !userIds.has(userId.toString()),
  )
}

/**
 * A unit by its name, a person by what they do: 「第一网格网格员」. Undefined for a unit that does not exist, and for a
 * person who holds nothing, since nobody stands above a neighbour.
 */
export async function describeSubject(
  given: Subject,
): Promise<{ name: string; areaCode: string } | undefined> {
  const subject = simplify(given)
  if (subject.kind === 'unit') {
    const unit = await Unit.findOne({ _id: subject.id }, { name: 1, areaCode: 1 }).lean()
    return unit ? { name: unit.name, areaCode: unit.areaCode } : undefined
  }
  const held = (await readFirstHeld(subject)).sort((a, b) => levelCodeOf(a).length - levelCodeOf(b).length)[0]
  return held && { name: `${held.name}${roleNames[held.role]}`, areaCode: levelCodeOf(held) }
}
