import type { Place } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { Membership, type MembershipFields } from '../users/membership.model'
import { User, type UserFields } from '../users/user.model'

/** A person who holds a post now, as the card shows her. */
export interface PostHolder {
  role: Role
  name: string
  phone: string | undefined
  isDeputy: boolean
}

type UserDocument = UserFields & { _id: Types.ObjectId }

const cardRoles: readonly Role[] = ['gridWorker', 'buildingLeader', 'secretary']

/** The holder who is on duty, else the deputy. */
function keepOnDuty(memberships: MembershipFields[]): MembershipFields[] {
  const holders = memberships.filter((m) => !m.isDeputy)
  return memberships.filter((m) => !m.isDeputy || !holders.some((h) => h.post === m.post))
}

/** Who holds the grid, the building and the community's desk of a place now; deputies where the holder is off duty. */
export async function findPostHolders(
  place: Place,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<PostHolder[]> {
  const now = deps.clock.now()
  const posts = [
    ...(place.grid ? [`grid:${place.grid}`] : []),
    ...(place.building ? [`building:${place.building}`] : []),
    ...(place.community ? [`triage:${place.community}`] : []),
  ]
  const rows = await Membership.find({ post: { $in: posts }, endedAt: { $exists: false } }).lean<
    MembershipFields[]
  >()
  const inForce = rows.filter(
    (m) => cardRoles.includes(m.role) && m.from <= now && (m.until == null || m.until > now) && !m.isOffDuty,
  )
  const onDuty = keepOnDuty(inForce)
  const users = await User.find({ _id: { $in: onDuty.map((m) => m.userId) } }).lean<UserDocument[]>()
  return onDuty.flatMap((m) => {
    const user = users.find(({ _id }) => _id.equals(m.userId))
    if (!user) return []
    const read = (field: 'name' | 'phone'): string | undefined => {
      const blob = user[field]
      return blob == null ? undefined : deps.crypto.decrypt(blob, fieldAad('users', user._id, field))
    }
    return [
      { role: m.role, name: read('name') ?? user.nickname ?? '', phone: read('phone'), isDeputy: m.isDeputy },
    ]
  })
}
