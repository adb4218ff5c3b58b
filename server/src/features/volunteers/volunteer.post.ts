import type { Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import { User } from '../users/user.model'
import { Volunteer, type VolunteerRecord } from './volunteer.model'

type Named = Pick<VolunteerRecord, 'userId' | 'isPartyMember' | 'showsBadge'>

const sayName = ({ isPartyMember, showsBadge }: Named, nickname: string | null | undefined): string =>
  `${isPartyMember && showsBadge ? '党员志愿者' : '志愿者'}${nickname ?? ''}`

/** A volunteer as neighbours read it; the badge only where the member chose to show it. */
export async function nameVolunteer(volunteer: Named): Promise<string> {
  const user = await User.findOne({ _id: volunteer.userId }, { nickname: 1 }).lean()
  return sayName(volunteer, user?.nickname)
}

/** The same of many in one query, by their account. */
export async function nameVolunteers(volunteers: readonly Named[]): Promise<Map<string, string>> {
  const filter = { _id: { $in: volunteers.map(({ userId }) => userId) } }
  const users = await User.find(filter, { nickname: 1 }).lean()
  const nicknames = new Map(users.map(({ _id, nickname }) => [_id.toString(), nickname]))
  return new Map(
    volunteers.map((each) => [each.userId.toString(), sayName(each, nicknames.get(each.userId.toString()))]),
  )
}

/** The post of one volunteer; closed while they may not be given work. Undefined when nobody is that volunteer. */
export async function describeVolunteerPost(
  post: Post,
  userId: string,
): Promise<{ post: Post; name: string; areaCode: string; isOpen: boolean } | undefined> {
  if (!Types.ObjectId.isValid(userId)) return undefined
  const volunteer = await Volunteer.findOne({ userId, isActive: true }).lean<VolunteerRecord>()
  if (!volunteer) return undefined
  return {
    post,
    name: await nameVolunteer(volunteer),
    areaCode: volunteer.community,
    isOpen: volunteer.state === 'approved' && volunteer.isOnDuty,
  }
}
