import type { Namesake, VerificationView } from '@linli/shared/users/verification.contract'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import type { StoredUser } from './user.model'
import { openDetails, readMaskedPhone } from './userSecrets'

/** A request with the name in clear, for whoever has to check it; the phone stays masked. */
export function toVerificationView(
  user: StoredUser,
  { buildingNames, namesakes }: { buildingNames: Map<string, string>; namesakes: Map<string, Namesake[]> },
  deps: Pick<Deps, 'crypto'>,
): VerificationView[] {
  const { verification: v } = user
  const details = openDetails(user, deps)
  if (v == null || !details) return []
  const view: VerificationView = {
    id: v.id.toString(),
    userId: user._id.toString(),
    name: details.name,
    room: details.room,
    kind: v.kind,
    community: v.community,
    phoneVerified: user.phoneCheckedAt != null,
    createdAt: v.createdAt.toISOString(),
    ...dropUndefined({
      grid: v.grid ?? undefined,
      building: v.building ?? undefined,
      buildingName: buildingNames.get(v.building ?? ''),
      from: v.from ?? undefined,
      until: v.until ?? undefined,
      note: v.note ?? undefined,
      maskedPhone: readMaskedPhone(user, deps),
      namesakes: namesakes.get(user._id.toString()),
    }),
  }
  return [view]
}
