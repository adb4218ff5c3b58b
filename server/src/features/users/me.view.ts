import type { membershipSummary, MeView, verificationSummary } from '@linli/shared/users/me.contract'
import { consentVersions, type ConsentKind } from '@linli/shared/users/consents'
import { toShanghaiDay } from '@linli/shared/time'
import { roleNames } from '@linli/shared/users/roles'
import type { z } from 'zod'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { Area } from '../areas/area.model'
import type { StoredUser } from './user.model'
import type { StoredMembership } from './userHooks'
import { openDetails, openHomes, readMaskedName, readMaskedPhone, type UserHome } from './userSecrets'

type MembershipSummary = z.output<typeof membershipSummary>

/** Names by code, of the areas that are known. */
export async function readAreaNames(
  codes: readonly (string | null | undefined)[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(codes.filter((code) => code != null))]
  if (wanted.length === 0) return new Map()
  const areas = await Area.find({ code: { $in: wanted } }, { code: 1, name: 1 }).lean()
  return new Map(areas.map(({ code, name }) => [code, name]))
}

const unitAreaOf = (m: StoredMembership): string => m.community ?? m.street ?? m.district

export function toMembershipSummary(m: StoredMembership, names: Map<string, string>): MembershipSummary {
  const isUnit = m.unitId != null
  return {
    id: m._id.toString(),
    role: m.role,
    roleName: roleNames[m.role],
    isDeputy: m.isDeputy,
    isOffDuty: m.isOffDuty,
    ...dropUndefined({
      areaCode: m.areaCode ?? undefined,
      areaName: isUnit ? names.get(unitAreaOf(m)) : m.name,
      community: m.community ?? undefined,
      unitId: m.unitId?.toString(),
      unitName: isUnit ? m.name : undefined,
      unitKind: m.unitKind ?? undefined,
    }),
  }
}

export const isInForce = (m: Pick<StoredMembership, 'from' | 'until' | 'endedAt'>, now: Date): boolean =>
  m.endedAt == null && m.from <= now && (m.until == null || m.until > now)

function toVerification(user: StoredUser, deps: Deps): z.output<typeof verificationSummary> | undefined {
  const { verification: v } = user
  if (v == null) return undefined
  return {
    id: v.id.toString(),
    state: v.state,
    kind: v.kind,
    address: openDetails(user, deps)?.room ?? '',
    createdAt: v.createdAt.toISOString(),
    ...dropUndefined({
      decidedAt: v.decidedAt?.toISOString(),
      reason: v.state === 'declined' ? (v.reason ?? undefined) : undefined,
    }),
  }
}

export const hasConsent = (user: Pick<StoredUser, 'consents'>, kind: ConsentKind): boolean =>
  user.consents.some((c) => c.kind === kind && c.version === consentVersions[kind] && c.withdrawnAt == null)

const findCurrentHome = (homes: readonly UserHome[], today: string): UserHome | undefined =>
  homes.find(({ until }) => until === undefined || until >= today)

/** One's own account: all that the first screen needs. */
export async function buildMeView(
  user: StoredUser,
  memberships: readonly StoredMembership[],
  deps: Deps,
): Promise<MeView> {
  const now = deps.clock.now()
  const names = await readAreaNames([user.community, ...memberships.map(unitAreaOf)])
  const homes = openHomes(user, deps).map((home) => dropUndefined(home))
  const home = user.level === 'verified' ? findCurrentHome(homes, toShanghaiDay(now)) : undefined
  return {
    id: user._id.toString(),
    displayName: user.nickname ?? '居民',
    level: user.level,
    phoneVerified: user.phoneCheckedAt != null,
    homes,
    memberships: memberships.filter((m) => isInForce(m, now)).map((m) => toMembershipSummary(m, names)),
    offDuty: user.isOffDuty,
    elderMode: user.elderMode ?? false,
    consents: Object.keys(consentVersions).filter((kind) => hasConsent(user, kind as ConsentKind)),
    supportPhone: deps.config.supportPhone,
    features: { smsCode: deps.ports.sms.isAvailable },
    ...dropUndefined({
      nickname: user.nickname ?? undefined,
      maskedPhone: readMaskedPhone(user, deps),
      maskedName: readMaskedName(user, deps),
      community:
        user.community == null
          ? undefined
          : { code: user.community, name: names.get(user.community) ?? '本社区' },
      home,
      verification: toVerification(user, deps),
      goneOn:
        user.goneFrom != null && user.goneFrom.community === user.community ? user.goneFrom.on : undefined,
      isProxy: user.isProxy ?? undefined,
      textSize: user.textSize ?? undefined,
    }),
  }
}
