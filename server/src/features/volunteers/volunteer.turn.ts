import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import type { NeedRecord } from '../needs/need.model'
import { isTooManyFor, readOpenJobs, type Reservation } from './volunteer.jobs'
import { Volunteer, type VolunteerRecord } from './volunteer.model'
import { canVisitHomes } from './volunteer.policy'
import { nameVolunteer } from './volunteer.post'

/** The part of a need that says who may have it. */
export type TurnJob = Pick<NeedRecord, '_id' | 'community' | 'place' | 'reporterId' | 'proxy' | 'turn'>

/** Someone who can take a job now, with what is in hand already. */
interface Waiting {
  volunteer: VolunteerRecord
  openCount: number
}

const maxRead = 500
/** Of so many servers that give work at once each sees what the others gave; the last one tries this often. */
const maxAttempts = 50

const waitingSince = ({ lastAssignedAt }: VolunteerRecord): number => lastAssignedAt?.getTime() ?? 0

const readOnDuty = (community: string): Promise<VolunteerRecord[]> =>
  Volunteer.find({ community, state: 'approved', isOnDuty: true }).limit(maxRead).lean<VolunteerRecord[]>()

/** On duty, of the community, with papers for a home, the skill that is asked for, and who did not pass it on. */
function isAble(volunteer: VolunteerRecord, job: TurnJob, now: Date): boolean {
  const { userId, skills } = volunteer
  const { skill, passed = [] } = job.turn ?? {}
  const isOwn = [job.reporterId, job.proxy?.userId].some((id) => id?.toString() === userId.toString())
  const isOut = isOwn || passed.some((id) => id.equals(userId))
  const isSkilled = skill === undefined || skills.includes(skill)
  return !isOut && isSkilled && (job.place?.kind !== 'home' || canVisitHomes(volunteer, now))
}

/** Who waited longest comes first; who waited equally long, by the order in which they joined. */
function sortByTurn(waiting: readonly Waiting[]): Waiting[] {
  const key = ({ volunteer }: Waiting) => volunteer._id.toString()
  return [...waiting].sort(
    (a, b) => waitingSince(a.volunteer) - waitingSince(b.volunteer) || (key(a) < key(b) ? -1 : 1),
  )
}

/** Whose turn it is, in order: everyone on duty who may take this job and has a place free. */
export async function listInTurn(job: TurnJob, now: Date): Promise<{ waiting: Waiting[]; latest: number }> {
  if (job.community === undefined) return { waiting: [], latest: 0 }
  const onDuty = await readOnDuty(job.community)
  const able = onDuty.filter((volunteer) => isAble(volunteer, job, now))
  const jobs = await readOpenJobs(able.map(({ userId }) => userId.toString()))
  const waiting = able
    .map((volunteer) => ({ volunteer, openCount: jobs.get(volunteer.userId.toString())?.length ?? 0 }))
    .filter(({ volunteer, openCount }) => openCount < volunteer.maxOpenJobs)
  return { waiting: sortByTurn(waiting), latest: Math.max(0, ...onDuty.map(waitingSince)) }
}

/** Whether anyone on duty could still claim it, although it is nobody's turn: a place may come free. */
export async function hasOthersOnDuty(job: TurnJob, now: Date): Promise<boolean> {
  if (job.community === undefined) return false
  return (await readOnDuty(job.community)).some((volunteer) => isAble(volunteer, job, now))
}

export interface Turn extends Reservation {
  userId: string
}

/**
 * Gives a job to whoever is next: the turn is used up in the same conditional write that keeps the place, so that two
 * servers that give at once never give twice to one while another waits. Undefined when nobody can take it.
 */
export async function takeTurn(job: TurnJob, deps: Pick<Deps, 'clock'>): Promise<Turn | undefined> {
  const now = deps.clock.now()
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const { waiting, latest } = await listInTurn(job, now)
    const free = await findFirstFree(waiting, job, now)
    if (!free) return undefined
    const turnAt = new Date(Math.max(now.getTime(), latest + 1))
    const turn = await keepTurn(free, job, turnAt, now)
    if (turn) return turn
  }
  throw new AppError('request.conflict')
}

/** Jobs that are just on their way to someone count as well. */
async function findFirstFree(
  waiting: readonly Waiting[],
  job: TurnJob,
  now: Date,
): Promise<VolunteerRecord | undefined> {
  for (const { volunteer } of waiting) if (!(await isTooManyFor(volunteer, job, now))) return volunteer
  return undefined
}

async function keepTurn(
  volunteer: VolunteerRecord,
  job: TurnJob,
  turnAt: Date,
  now: Date,
): Promise<Turn | undefined> {
  const { _id, claimVersion, maxOpenJobs, lastAssignedAt, userId } = volunteer
  const id = new Types.ObjectId()
  const { modifiedCount } = await Volunteer.updateOne(
    { _id, claimVersion, state: 'approved', isOnDuty: true, maxOpenJobs },
    {
      $push: { claims: { id, need: job._id, at: now } },
      $set: { lastAssignedAt: turnAt },
      $inc: { claimVersion: 1 },
    },
  )
  if (modifiedCount === 0) return undefined
  return {
    userId: userId.toString(),
    name: await nameVolunteer(volunteer),
    end: async (isWritten) => {
      await Volunteer.updateOne({ _id }, { $pull: { claims: { id } } })
      if (!isWritten) await giveTurnBack(_id, turnAt, lastAssignedAt)
    },
  }
}

/** The job went elsewhere meanwhile, so the turn was not hers. */
async function giveTurnBack(_id: Types.ObjectId, turnAt: Date, before: Date | undefined): Promise<void> {
  const restore = before ? { $set: { lastAssignedAt: before } } : { $unset: { lastAssignedAt: 1 } }
  await Volunteer.updateOne({ _id, lastAssignedAt: turnAt }, { ...restore, $inc: { claimVersion: 1 } })
}
