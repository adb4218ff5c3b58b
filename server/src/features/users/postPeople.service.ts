import { postKindOf, postTargetOf, type Post } from '@linli/shared/users/posts'
import { Membership, type MembershipFields } from './membership.model'

const maxPeople = 200

type Held = Pick<MembershipFields, 'userId' | 'isDeputy' | 'isOffDuty' | 'from' | 'until'>

/** The memberships that give a post. An administrator's had none stored before there was work for them. */
export const filterOfPost = (post: string) =>
  postKindOf(post) === 'admin'
    ? { community: null, role: 'administrator' as const, areaCode: postTargetOf(post) }
    : { post }

/**
 * The accounts that stand at a post now: its holders on duty, else their deputies on duty, else everyone who holds
 * it, so that nothing is told to nobody. At most 200.
 */
export async function listPostPeople(post: Post, now: Date): Promise<string[]> {
  if (postKindOf(post) === 'volunteer') return [postTargetOf(post)]
  const rows = await Membership.find({ ...filterOfPost(post), endedAt: { $exists: false } })
    .limit(maxPeople)
    .lean<Held[]>()
  const inForce = rows.filter((m) => m.from <= now && (m.until == null || m.until > now))
  const onDuty = inForce.filter((m) => !m.isOffDuty)
  const holders = onDuty.filter((m) => !m.isDeputy)
  const chosen = [holders, onDuty, inForce].find((group) => group.length > 0) ?? []
  return [...new Set(chosen.map((m) => m.userId.toString()))]
}
