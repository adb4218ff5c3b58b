import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { Need, type NeedRecord } from '../needs/need.model'
import { readMeeting } from '../needs/need.visit'
import { Notice } from './notice.model'
import { noteNobodyMet, noteReached, takeBackVisit } from './reach.change'
import { NoticeReach, type ReachRecord } from './reach.model'
import { lookSoon } from './reach.place'

type Visit = Pick<NeedRecord, '_id' | 'state' | 'outcome' | 'isMet' | 'postName'>

/** What came of the visit that is under way for her. @returns whether she waits again. */
async function takeOutcome(record: ReachRecord, visit: Visit, now: Date): Promise<boolean> {
  const meeting = readMeeting(visit)
  if (meeting === 'met') await noteReached(record.key, { channel: 'visit', at: now, byName: visit.postName })
  else if (meeting === 'nobody') await noteNobodyMet(record)
  return meeting === 'nobody'
}

/**
 * Whoever went has written what came of it. A door that nobody opened, or a visit that came to nothing otherwise, has told
 * nobody: somebody is sent again, the next day.
 */
export async function noteVisits(batch: readonly ReachRecord[], now: Date): Promise<void> {
  const ids = batch.flatMap(({ visitId }) => visitId ?? [])
  const visits = await Need.find({ _id: { $in: ids } }, { state: 1, postName: 1, outcome: 1, isMet: 1 }).lean<
    Visit[]
  >()
  const byId = new Map(visits.map((each) => [each._id.toString(), each]))
  for (const record of batch) {
    const visit = byId.get(String(record.visitId))
    if (visit) await takeOutcome(record, visit, now)
  }
}

const findLine = (visitId: Types.ObjectId): Promise<ReachRecord | null> =>
  NoticeReach.findOne({ visitId }).lean<ReachRecord | null>()

/**
 * A visit has moved. What came of it counts at once, as long as the notice holds. One that was written down as done and
 * is disputed, or closed as not solved, by a callback or by herself, has told nobody: then somebody goes again.
 */
export async function followVisit(visit: NeedRecord, deps: Deps): Promise<void> {
  if (visit.kind !== 'visit' || !visit.requestKey.startsWith('notice:')) return
  const record = await findLine(visit._id)
  if (!record) return
  const now = deps.clock.now()
  const published = { _id: record.noticeId, state: 'published' as const, mustReach: true }
  if (record.state === 'visiting') {
    if ((await Notice.exists(published)) === null) return
    if (await takeOutcome(record, visit, now)) await lookSoon(record.noticeId, now)
  } else if (readMeeting(visit) !== 'met' && (await takeBackVisit(record.key, visit._id)))
    await lookSoon(record.noticeId, now)
}
