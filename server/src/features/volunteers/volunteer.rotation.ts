import type { Post } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { User, type StoredUser } from '../users/user.model'
import { openUserField } from '../users/userSecrets'
import type { VolunteerRecord } from './volunteer.model'
import { listInTurn, type TurnJob } from './volunteer.turn'

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

/** Volunteers of the need's community who can take it now, in the order of rotation; the first is marked. */
export async function listVolunteerCandidates(
  need: TurnJob,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<VolunteerCandidate[]> {
  const free = (await listInTurn(need, deps.clock.now())).waiting.slice(0, maxShown)
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
