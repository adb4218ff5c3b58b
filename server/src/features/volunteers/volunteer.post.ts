import type { Post } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import { User } from '../users/user.model'
import { Volunteer, type VolunteerRecord } from './volunteer.model'

type Named = Pick<VolunteerRecord, 'userId' | 'isPartyMember' | 'showsBadge'>

/** A volunteer as neighbours read it; the badge only where the member chose to show it. */
export async function nameVolunteer({ userId, isPartyMember, showsBadge }: Named): Promise<string> {
  const user = await User.findOne({ _id: userId }, { nickname: 1 }).lean()
  return `${isPartyMember && showsBadge ? '党员志愿者' : '志愿者'}${user?.nickname ?? ''}`
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
