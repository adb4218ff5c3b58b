import type { OwnVolunteerView, VolunteerView } from '@linli/shared/volunteers/volunteer.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { readAreaNames } from '../users/me.view'
import { User, type StoredUser } from '../users/user.model'
import { openUserField, readMaskedPhone } from '../users/userSecrets'
import { readOpenJobs } from './volunteer.jobs'
import type { VolunteerRecord } from './volunteer.model'
import { canVisitHomes } from './volunteer.policy'

type Common = Omit<OwnVolunteerView, 'openJobs'>

function viewCommon(volunteer: VolunteerRecord, names: ReadonlyMap<string, string>, now: Date): Common {
  const { trainedUntil, insuredUntil } = volunteer
  return {
    id: volunteer._id.toString(),
    version: volunteer.version,
    state: volunteer.state,
    community: { code: volunteer.community, name: names.get(volunteer.community) ?? '本社区' },
    skills: volunteer.skills,
    isPartyMember: volunteer.isPartyMember,
    showsBadge: volunteer.showsBadge,
    isMinor: volunteer.isMinor,
    hasGuardianConsent: volunteer.hasGuardianConsent,
    mayVisitHomes: canVisitHomes(volunteer, now),
    isOnDuty: volunteer.isOnDuty,
    maxOpenJobs: volunteer.maxOpenJobs,
    hasResigned: volunteer.hasResigned ?? false,
    createdAt: volunteer.createdAt.toISOString(),
    ...dropUndefined({
      partyOrganisation: volunteer.partyOrganisation,
      trainedUntil: trainedUntil && toShanghaiDay(trainedUntil),
      insuredUntil: insuredUntil && toShanghaiDay(insuredUntil),
      note: volunteer.note,
      decisionReason: volunteer.decisionReason,
    }),
  }
}

export async function viewOwnVolunteer(
  volunteer: VolunteerRecord,
  { clock }: Pick<Deps, 'clock'>,
): Promise<OwnVolunteerView> {
  const userId = volunteer.userId.toString()
  const names = await readAreaNames([volunteer.community])
  const jobs = await readOpenJobs([userId])
  return { ...viewCommon(volunteer, names, clock.now()), openJobs: jobs.get(userId)?.length ?? 0 }
}

/** Rows for the staff of the community; accounts and area are read once for all of them. */
export async function viewVolunteers(
  volunteers: readonly VolunteerRecord[],
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<VolunteerView[]> {
  const users = await User.find({ _id: { $in: volunteers.map((v) => v.userId) } }).lean<StoredUser[]>()
  const byId = new Map(users.map((user) => [user._id.toString(), user]))
  const names = await readAreaNames(volunteers.map(({ community }) => community))
  const now = deps.clock.now()
  return volunteers.map((volunteer) => {
    const user = byId.get(volunteer.userId.toString())
    const name = user && (openUserField(user, 'name', deps) ?? user.nickname)
    return {
      ...viewCommon(volunteer, names, now),
      userId: volunteer.userId.toString(),
      name: name ?? '没有登记姓名',
      ...dropUndefined({ maskedPhone: user && readMaskedPhone(user, deps) }),
    }
  })
}
