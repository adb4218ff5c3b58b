import type { Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { describePost, type PostDescription } from '../areas/post.service'
import { computeRoute } from '../routing/routing.service'
import type { Actor } from '../users/actor'
import type { HeldWork, StoredMembership } from '../users/userHooks'
import { applyChange, handTo, makeHistoryEntry } from './need.change'
import { Need, type NeedRecord } from './need.model'
import { isSubject } from './need.policy'
import { isBarred, subjectOf } from './need.secrecy'

const maxHeld = 1000

/** Open needs at the post of a membership; for a volunteer those she claimed herself. */
export async function listHeldNeeds(membership: StoredMembership): Promise<HeldWork[]> {
  const isVolunteer = membership.role === 'volunteer'
  const post = isVolunteer ? `volunteer:${membership.userId.toString()}` : membership.post
  if (post == null) return []
  const rows = await Need.find({ post: post as Post, open: true }, { history: 0, outbox: 0 })
    .limit(maxHeld)
    .lean<NeedRecord[]>()
  return rows.map((need) => ({
    kind: 'need',
    id: need._id.toString(),
    label: need.category.name,
    post: need.post,
    dueAt: need.deadline,
    isHiddenFrom: (actor) => isSubject(actor, need),
  }))
}

/** Where it goes: a complaint never to its subject, whoever moves it, but to whoever stands above now. */
async function findReceiver(need: NeedRecord, target: PostDescription, deps: Deps): Promise<PostDescription> {
  const complaintAbout = subjectOf(need)
  if (!complaintAbout || !(await isBarred(target.post, need))) return target
  const place = toPlace(need)
  const category = { code: need.category.code, clock: need.clock, isDanger: need.isDanger }
  const facts = { category, place, at: deps.clock.now(), complaintAbout, excludedPosts: [need.post] }
  const { post } = await computeRoute(facts, deps)
  const above = await describePost(post)
  assertThat(above, 'membership.target_empty')
  return above
}

/** Gives each to another post, with an entry in its history. Repeatable: what has moved already is left alone. */
export async function moveHeldNeeds(
  work: HeldWork[],
  to: Post,
  actor: Actor,
  _reason: string,
  deps: Deps,
): Promise<void> {
  const target = await describePost(to)
  assertThat(target?.isOpen, 'need.post_unknown', { post: to })
  const now = deps.clock.now()
  for (const { id, post } of work) {
    const need = await Need.findOne({ _id: id, post, open: true }).lean<NeedRecord | null>()
    if (!need) continue
    const receiver = await findReceiver(need, target, deps)
    const triage = need.post === need.triage && need.subject ? receiver.post : need.triage
    const given = handTo(need, receiver, { desk: triage, now })
    const change = {
      to: need.state === 'submitted' || need.state === 'resolved' ? need.state : ('assigned' as const),
      ...given,
      set: { ...given.set, triage },
      // Why a role ended is the holder's own matter: it stands in the audit log, not in the resident's timeline.
      details: { beforeName: need.postName, postName: receiver.name, isHandover: true },
    }
    const name = post === `volunteer:${actor.userId}` ? need.postName : '社区'
    const by = { userId: new Types.ObjectId(actor.userId), kind: 'staff' as const, name }
    await applyChange(need, change, makeHistoryEntry(need, 'transfer', change, by, { now }), deps)
  }
}
