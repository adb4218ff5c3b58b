import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import type { NeedRecord } from '../needs/need.model'
import { Need } from '../needs/need.model'
import type { Actor } from '../users/actor'
import { Volunteer, type VolunteerRecord } from './volunteer.model'

/** Someone's home needs training and insurance that are still valid, and a grown-up. */
function assertMayVisit(volunteer: VolunteerRecord, now: Date): void {
  assertThat(!volunteer.isMinor, 'volunteer.too_young')
  const isValid = (until: Date | undefined) => until !== undefined && until > now
  assertThat(isValid(volunteer.trainedUntil) && isValid(volunteer.insuredUntil), 'volunteer.not_insured')
}

/**
 * Whether a volunteer may take this work now.
 * @throws AppError that says what is missing.
 */
export async function assertMayTakeJob(
  actor: Actor,
  need: NeedRecord,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  const volunteer = await Volunteer.findOne({
    userId: actor.userId,
    community: need.community ?? '',
    state: 'approved',
  }).lean<VolunteerRecord>()
  assertThat(volunteer, 'volunteer.not_approved')
  assertThat(volunteer.isOnDuty, 'volunteer.off_duty')
  if (need.place?.kind === 'home') assertMayVisit(volunteer, deps.clock.now())
  const open = await Need.find({ post: `volunteer:${actor.userId}`, open: true }, { state: 1 }).lean()
  const busy = open.filter(({ state }) => state !== 'resolved')
  assertThat(busy.length < volunteer.maxOpenJobs, 'volunteer.too_many_jobs')
}
