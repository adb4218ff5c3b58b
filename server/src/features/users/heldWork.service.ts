import { postTargetOf, triageAbove, triageOf, type Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { findMembershipOver, systemActor, type Actor } from './actor'
import { isInForce } from './me.view'
import { Membership } from './membership.model'
import { describeEnded, findMembership, findMembershipBelow, tellChange } from './membership.service'
import { filterOfPost } from './postPeople.service'
import { listHeldWorkHooks, type HeldWork, type StoredMembership } from './userHooks'
import { toHeldWorkView } from './membership.view'

async function collectWork(membership: StoredMembership, deps: Deps): Promise<HeldWork[]> {
  const found: HeldWork[] = []
  for (const hook of listHeldWorkHooks()) found.push(...(await hook.list(membership, deps)))
  return found
}

const mayList = (actor: Actor, work: HeldWork): boolean => !work.isHiddenFrom?.(actor)

async function listHolders(post: string, now: Date): Promise<StoredMembership[]> {
  const rows = await Membership.find({ ...filterOfPost(post), endedAt: { $exists: false } }).lean<
    StoredMembership[]
  >()
  return rows.filter((m) => isInForce(m, now))
}

/** Work that nobody would hold if the membership ended now: no other holder of the post, or the person's own. */
async function findStranded(
  membership: StoredMembership,
  work: readonly HeldWork[],
  now: Date,
): Promise<HeldWork[]> {
  const holders = membership.post == null ? [] : await listHolders(membership.post, now)
  const hasOther = holders.some(({ _id }) => !_id.equals(membership._id))
  return work.filter(({ post }) => post !== membership.post || !hasOther)
}

/** Everything open in the hands of a membership, for those above. */
export async function listHeldWork(
  actor: Actor,
  membershipId: string,
  deps: Deps,
): Promise<{ work: HeldWork[]; stranded: HeldWork[] }> {
  const membership = await findMembershipBelow(actor, membershipId)
  const work = (await collectWork(membership, deps)).filter((item) => mayList(actor, item))
  return { work, stranded: await findStranded(membership, work, deps.clock.now()) }
}

/** The desk of its area; of a desk that is left itself, the one above. */
function findDesk(membership: StoredMembership): Post {
  const desk = triageOf(toPlace(membership))
  return membership.post === desk ? (triageAbove(postTargetOf(desk)) ?? desk) : desk
}

/** @throws AppError `membership.target_empty` when nobody the actor is above holds the post. */
async function resolveTarget(
  actor: Actor,
  moveTo: string,
  membership: StoredMembership,
  now: Date,
): Promise<Post> {
  if (moveTo === 'triage') return findDesk(membership)
  const holders = await listHolders(moveTo, now)
  const isHeld = holders.some(
    (holder) =>
      !holder._id.equals(membership._id) &&
      findMembershipOver(
        actor,
        ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
        toPlace(holder),
      ) !== undefined,
  )
  assertThat(isHeld, 'membership.target_empty')
  return moveTo as Post
}

async function moveWork(
  work: readonly HeldWork[],
  to: Post,
  actor: Actor,
  reason: string,
  deps: Deps,
): Promise<void> {
  for (const hook of listHeldWorkHooks()) {
    const own = work.filter(({ kind }) => kind === hook.name)
    if (own.length > 0) await hook.move(own, to, actor, reason, deps)
  }
}

/**
 * Ends a role and moves what would be left without a holder, in one action.
 * @throws AppError `membership.holds_work` with the list, when there is such work and no place to move it.
 */
export async function endMembership(
  actor: Actor,
  membershipId: string,
  how: { moveTo?: string | undefined; reason: string },
  deps: Deps,
): Promise<{ membership: StoredMembership; moved: number }> {
  return end(actor, await findMembershipBelow(actor, membershipId), how, deps)
}

/** The same by the holder herself: what she holds goes back to the desk of the area. */
export async function endOwnMembership(
  actor: Actor,
  membership: StoredMembership,
  reason: string,
  deps: Deps,
): Promise<{ membership: StoredMembership; moved: number }> {
  assertThat(membership.userId.toString() === actor.userId, 'access.denied')
  return end(actor, membership, { moveTo: 'triage', reason }, deps)
}

/** The same by the date it was granted until. */
export async function endAtTerm(
  membership: StoredMembership,
  deps: Deps,
): Promise<{ desk: Post; moved: number }> {
  const { moved } = await end(systemActor, membership, { moveTo: 'triage', reason: '任期到了' }, deps)
  return { desk: findDesk(membership), moved }
}

/** The same when the register says that the person has died, or lives there no more. */
export const endAsGone = (membership: StoredMembership, reason: string, deps: Deps) =>
  end(systemActor, membership, { moveTo: 'triage', reason }, deps)

/** What nobody would hold if this role ended now. */
export async function listStranded(membership: StoredMembership, deps: Deps): Promise<HeldWork[]> {
  return findStranded(membership, await collectWork(membership, deps), deps.clock.now())
}

async function end(
  actor: Actor,
  membership: StoredMembership,
  { moveTo, reason }: { moveTo?: string | undefined; reason: string },
  deps: Deps,
): Promise<{ membership: StoredMembership; moved: number }> {
  assertThat(membership.endedAt == null, 'membership.ended', describeEnded(membership))
  const now = deps.clock.now()
  const stranded = await listStranded(membership, deps)
  const items = stranded.filter((item) => mayList(actor, item)).map(toHeldWorkView)
  assertThat(stranded.length === 0 || moveTo !== undefined, 'membership.holds_work', { items })
  const target = moveTo === undefined ? undefined : await resolveTarget(actor, moveTo, membership, now)
  if (target) await moveWork(stranded, target, actor, reason, deps)
  const ended = await Membership.updateOne(
    { _id: membership._id, endedAt: { $exists: false } },
    { $set: { endedAt: now, endedBy: actor.userId } },
  )
  if (ended.modifiedCount === 0)
    throw new AppError('membership.ended', describeEnded(await findMembership(membership._id.toString())))
  // What came in while the first part moved.
  const late = target ? await listStranded(membership, deps) : []
  if (target) await moveWork(late, target, actor, reason, deps)
  const moved = stranded.length + late.length
  await tellChange(
    actor,
    'membership.ended',
    { ...membership, endedBy: new Types.ObjectId(actor.userId) },
    { reason, moved, ...(target ? { target } : {}) },
    deps,
  )
  return { membership: await findMembership(membership._id.toString()), moved }
}
