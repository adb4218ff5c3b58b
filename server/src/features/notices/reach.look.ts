import type { Deps } from '../../deps'
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

/**
 * Looks after those whom a notice must reach: puts them in order once, sends the SMS that are due, and somebody to those
 * not reached when its time has come. What came of a visit is told by the visit itself (`followVisit`).
 * @returns whether anyone is left to look after; `more` when it goes on at once: with the order, the next SMS or visits.
 */
export async function lookAfterReach(
  notice: NoticeRecord,
  deps: Deps,
): Promise<'more' | 'somebody' | 'nobody'> {
  const { _id: noticeId, isRanked, visitsFrom } = notice
  if (!isRanked && (await rankNext(notice, deps))) return 'more'
  if (visitsFrom === undefined && (await lookAtSms(notice, deps))) return 'more'
  if (!areVisitsDue(notice, deps.clock.now())) return 'somebody'
  if (await makeVisits(notice, deps)) return 'more'
  const left = await NoticeReach.find({ noticeId, state: { $in: ['waiting', 'visiting'] } }, { _id: 1 })
    .limit(1)
    .lean()
  return left.length > 0 ? 'somebody' : 'nobody'
}
