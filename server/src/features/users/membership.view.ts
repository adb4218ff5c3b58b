import type { HeldWorkView, MembershipView } from '@linli/shared/users/membership.contract'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { readAreaNames, toMembershipSummary } from './me.view'
import { User, type StoredUser } from './user.model'
import type { HeldWork, StoredMembership } from './userHooks'
import { openUserField, readMaskedPhone } from './userSecrets'

/** Roles with the names of those who hold them, for the level above; phones stay masked. */
export async function toMembershipViews(
  memberships: readonly StoredMembership[],
  deps: Pick<Deps, 'crypto'>,
): Promise<MembershipView[]> {
  const users = await User.find({ _id: { $in: memberships.map((m) => m.userId) } }).lean<StoredUser[]>()
  const byId = new Map(users.map((user) => [user._id.toString(), user]))
  const names = await readAreaNames(memberships.map((m) => m.community ?? m.street ?? m.district))
  return memberships.map((m) => {
    const user = byId.get(m.userId.toString())
    const name = user && (openUserField(user, 'name', deps) ?? user.nickname)
    return {
      ...toMembershipSummary(m, names),
      userId: m.userId.toString(),
      userName: name ?? '没有登记姓名',
      from: m.from.toISOString(),
      ...dropUndefined({
        maskedPhone: user && readMaskedPhone(user, deps),
        workAccount: user?.workAccount ?? undefined,
        until: m.until?.toISOString(),
        endedAt: m.endedAt?.toISOString(),
      }),
    }
  })
}

export const toHeldWorkView = ({ kind, id, label, post, dueAt }: HeldWork): HeldWorkView => ({
  kind,
  id,
  label,
  post,
  ...(dueAt === undefined ? {} : { dueAt: dueAt.toISOString() }),
})
