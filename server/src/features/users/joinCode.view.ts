import type { JoinCodeView } from '@linli/shared/users/joinCode.contract'
import { dropUndefined } from '../../lib/dropUndefined'
import type { JoinCodeFields, StoredJoinCode } from './joinCode.model'

export const isValidJoinCode = (code: Pick<JoinCodeFields, 'revokedAt' | 'expiresAt'>, now: Date): boolean =>
  code.revokedAt == null && (code.expiresAt == null || code.expiresAt > now)

export function toJoinCodeView(code: StoredJoinCode, now: Date): JoinCodeView {
  return {
    id: code._id.toString(),
    code: code.code,
    areaCode: code.areaCode,
    areaName: code.areaName,
    createdAt: code.createdAt.toISOString(),
    isValid: isValidJoinCode(code, now),
    joinedCount: code.joinedCount,
    ...dropUndefined({
      note: code.note ?? undefined,
      expiresAt: code.expiresAt?.toISOString(),
      revokedAt: code.revokedAt?.toISOString(),
      lastUsedAt: code.lastUsedAt?.toISOString(),
    }),
  }
}
