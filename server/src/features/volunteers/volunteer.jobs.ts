import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { Need, type NeedRecord } from '../needs/need.model'
import { readIsMinor } from './volunteer.age'
import { Volunteer, type VolunteerRecord } from './volunteer.model'
import { isInsured } from './volunteer.policy'
import { nameVolunteer } from './volunteer.post'
import { listVolunteerWork } from './volunteer.work'

type JobDeps = Pick<Deps, 'clock' | 'crypto'>
/** `name`: as whoever keeps it counts it, where several records are one job. */
type Job = Pick<NeedRecord, '_id' | 'community' | 'place'> & { name?: string }

/** A claim whose outcome was never written down, because a server died, counts no longer than this. */
const claimMilliseconds = 60_000
/** Of so many claims at once by one person each counts the others; the last one tries this often. */
const maxAttempts = 25

/** Who was under 18 when they applied may have grown up since. */
async function isStillMinor(volunteer: VolunteerRecord, deps: JobDeps): Promise<boolean> {
  return volunteer.isMinor && (await readIsMinor(volunteer.userId.toString(), deps)) !== false
}

/** @throws AppError that says what is missing. */
async function findAble(userId: string, job: Job, deps: JobDeps): Promise<VolunteerRecord> {
  const volunteer = await Volunteer.findOne({
    userId,
    community: job.community ?? '',
    state: 'approved',
  }).lean<VolunteerRecord>()
  assertThat(volunteer, 'volunteer.not_approved')
  assertThat(volunteer.isOnDuty, 'volunteer.off_duty')
  if (job.place?.kind !== 'home') return volunteer
  assertThat(!(await isStillMinor(volunteer, deps)), 'volunteer.too_young')
  assertThat(isInsured(volunteer, deps.clock.now()), 'volunteer.not_insured')
  return volunteer
}

/** Whether a volunteer may go on with work that is theirs already. @throws AppError that says what is missing. */
export async function assertMayTakeJob(userId: string, job: Job, deps: JobDeps): Promise<void> {
  await findAble(userId, job, deps)
}

/** What is in each of these volunteers' hands and not done yet: ids of needs, and what other features count as a job. */
export async function readOpenJobs(userIds: readonly string[]): Promise<Map<string, string[]>> {
  const jobs = new Map(userIds.map((userId) => [userId, [] as string[]]))
  const rows = await Need.find(
    { post: { $in: userIds.map((userId) => `volunteer:${userId}` as const) }, open: true },
    { post: 1, state: 1 },
  ).lean<Pick<NeedRecord, '_id' | 'post' | 'state'>[]>()
  for (const { _id, post, state } of rows)
    if (state !== 'resolved') jobs.get(post.slice('volunteer:'.length))?.push(_id.toString())
  for (const read of listVolunteerWork())
    for (const [userId, names] of await read(userIds)) jobs.get(userId)?.push(...names)
  // Several records may be one job.
  return new Map([...jobs].map(([userId, names]) => [userId, [...new Set(names)]]))
}

/** What is in hand or on its way, without this job. The claims were read before the needs, so none is missed. */
async function countOthers({ userId, claims }: VolunteerRecord, job: Job, now: Date): Promise<number> {
  const held = (await readOpenJobs([userId.toString()])).get(userId.toString()) ?? []
  const coming = claims.filter(({ at }) => now.getTime() - at.getTime() < claimMilliseconds)
  const all = new Set([...held, ...coming.map(({ need }) => need.toString())])
  all.delete(job._id.toString())
  if (job.name !== undefined) all.delete(job.name)
  return all.size
}

/** Whether a volunteer has no place left for this job. */
export const isTooManyFor = async (volunteer: VolunteerRecord, job: Job, now: Date): Promise<boolean> =>
  (await countOthers(volunteer, job, now)) >= volunteer.maxOpenJobs

/** A place among the most jobs a volunteer takes at a time, kept while the need is being written. */
export interface Reservation {
  /** The volunteer as neighbours read it. */
  name: string
  /** Call once it is known whether the need was written; from then on the need itself counts. */
  end: (isWritten: boolean) => Promise<void>
}

/**
 * Takes a place for one more job. The most a volunteer set is never exceeded, however many are claimed at once: each
 * claim writes itself down under the version it counted under, and counts again when that has moved.
 * @throws AppError that says what is missing, `volunteer.too_many_jobs` when all places are taken.
 */
export async function reserveJob(userId: string, job: Job, deps: JobDeps): Promise<Reservation> {
  const now = deps.clock.now()
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const volunteer = await findAble(userId, job, deps)
    const { _id, claimVersion, maxOpenJobs } = volunteer
    assertThat(!(await isTooManyFor(volunteer, job, now)), 'volunteer.too_many_jobs')
    const id = new Types.ObjectId()
    const { modifiedCount } = await Volunteer.updateOne(
      { _id, claimVersion, state: 'approved', isOnDuty: true, maxOpenJobs },
      { $push: { claims: { id, need: job._id, at: now } }, $inc: { claimVersion: 1 } },
    )
    if (modifiedCount > 0)
      return { name: await nameVolunteer(volunteer), end: (isWritten) => endClaim(_id, id, now, isWritten) }
  }
  throw new AppError('request.conflict')
}

async function endClaim(
  _id: Types.ObjectId,
  id: Types.ObjectId,
  now: Date,
  isWritten: boolean,
): Promise<void> {
  await Volunteer.updateOne(
    { _id },
    { $pull: { claims: { id } }, ...(isWritten ? { $max: { lastAssignedAt: now } } : {}) },
  )
  const stale = new Date(now.getTime() - claimMilliseconds)
  await Volunteer.updateOne(
    { _id, 'claims.at': { $lt: stale } },
    { $pull: { claims: { at: { $lt: stale } } } },
  )
}

/** The same for a desk that gives work: it reads that this volunteer cannot take it now. */
export async function reserveForDesk(userId: string, job: Job, deps: JobDeps): Promise<Reservation> {
  try {
    return await reserveJob(userId, job, deps)
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('volunteer.'))
      throw new AppError('volunteer.not_assignable', { reason: error.code })
    throw error
  }
}
