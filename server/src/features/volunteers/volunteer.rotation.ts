import type { Post } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import type { NeedRecord } from '../needs/need.model'
import { User, type StoredUser } from '../users/user.model'
import { openUserField } from '../users/userSecrets'
import { readOpenJobs } from './volunteer.jobs'
import { Volunteer, type VolunteerRecord } from './volunteer.model'
import { canVisitHomes } from './volunteer.policy'

/** A volunteer a desk may give a need to. Never with a telephone number. */
export interface VolunteerCandidate {
  post: Post
  name: string
  group: string
  openCount: number
  /** Whose turn it is: has waited longest of those who can. */
  isNext?: boolean
}

/** A community that has more on duty at once shows those who wait longest. */
const maxShown = 50
const maxRead = 500

const waitingSince = ({ lastAssignedAt }: VolunteerRecord): number => lastAssignedAt?.getTime() ?? 0

/** Volunteers of the need's community who can take it now, in the order of rotation; the first is marked. */
export async function listVolunteerCandidates(
  need: Pick<NeedRecord, 'community' | 'place' | 'reporterId'>,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<VolunteerCandidate[]> {
  if (need.community === undefined) return []
  const now = deps.clock.now()
  const onDuty = await Volunteer.find({ community: need.community, state: 'approved', isOnDuty: true })
    .limit(maxRead)
    .lean<VolunteerRecord[]>()
  const able = onDuty
    .filter((v) => need.place?.kind !== 'home' || canVisitHomes(v, now))
    .filter((v) => v.userId.toString() !== need.reporterId?.toString())
  const jobs = await readOpenJobs(able.map(({ userId }) => userId.toString()))
  const free = able
    .map((v) => ({ volunteer: v, openCount: jobs.get(v.userId.toString())?.length ?? 0 }))
    .filter(({ volunteer, openCount }) => openCount < volunteer.maxOpenJobs)
    .sort((a, b) => waitingSince(a.volunteer) - waitingSince(b.volunteer))
    .slice(0, maxShown)
  const names = await readNames(
    free.map(({ volunteer }) => volunteer),
    deps,
  )
  return free.map(({ volunteer, openCount }, index) => ({
    post: `volunteer:${volunteer.userId.toString()}`,
    name: describeCandidate(volunteer, names.get(volunteer.userId.toString())),
    group: '志愿者',
    openCount,
    ...(index === 0 ? { isNext: true } : {}),
  }))
}

const describeCandidate = ({ skills }: VolunteerRecord, name = '没有登记姓名'): string =>
  skills.length === 0 ? name : `${name}（${skills.slice(0, 3).join('、')}）`

async function readNames(
  volunteers: readonly VolunteerRecord[],
  deps: Pick<Deps, 'crypto'>,
): Promise<Map<string, string | undefined>> {
  const users = await User.find({ _id: { $in: volunteers.map(({ userId }) => userId) } }).lean<StoredUser[]>()
  return new Map(
    users.map((user) => [
      user._id.toString(),
      openUserField(user, 'name', deps) ?? user.nickname ?? undefined,
    ]),
  )
}
