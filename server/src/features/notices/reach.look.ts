import type { Deps } from '../../deps'
import { listCommunities } from './audience.places'
import type { NoticeRecord } from './notice.model'
import { NoticeReach } from './reach.model'
import { rankNext } from './reach.rank'
import { lookAtSms } from './reach.sms'
import { makeVisits } from './reach.visits'

/** Whether somebody has to be sent now; once begun, the next communities follow at once. */
function areVisitsDue({ visitAt, visitsAt, visitsFrom }: NoticeRecord, now: Date): boolean {
  if (!visitAt || visitAt > now) return false
  return visitsFrom !== undefined || visitsAt === undefined || visitsAt <= now
}

/** Community by community: of a district finding one costs what all have. */
async function isAnyoneLeft(notice: NoticeRecord): Promise<boolean> {
  for (const community of await listCommunities(notice))
    for (const state of ['waiting', 'visiting'] as const)
      if ((await NoticeReach.exists({ noticeId: notice._id, community, state })) !== null) return true
  return false
}

/**
 * Looks after those whom a notice must reach: puts them in order once, sends the SMS that are due, and somebody to those
 * not reached when its time has come. What came of a visit is told by the visit itself (`followVisit`).
 * @returns whether anyone is left to look after; `more` when it goes on at once: with the order, the next SMS or visits.
 */
export async function lookAfterReach(
  notice: NoticeRecord,
  deps: Deps,
): Promise<'more' | 'somebody' | 'nobody'> {
  const { isRanked, visitsFrom } = notice
  if (!isRanked && (await rankNext(notice, deps))) return 'more'
  if (visitsFrom === undefined && (await lookAtSms(notice, deps))) return 'more'
  if (!areVisitsDue(notice, deps.clock.now())) return 'somebody'
  if (await makeVisits(notice, deps)) return 'more'
  return (await isAnyoneLeft(notice)) ? 'somebody' : 'nobody'
}
