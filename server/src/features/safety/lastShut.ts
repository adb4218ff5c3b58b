import { readVisit } from '../needs/need.visit'
import type { CheckInRecord } from './checkIn.model'
import { findShutDoors } from './door.hooks'
import { isAlarm } from './sos.change'
import { SosCase, type SosRecord } from './sos.model'

async function listAlarms(personId: CheckInRecord['_id']): Promise<Date[]> {
  const cases = await SosCase.find({ personId, open: true }, { history: 1 }).lean<SosRecord[]>()
  return cases.flatMap(({ history }) => history.filter(isAlarm).map(({ at }) => at))
}

async function listEmptyVisits({ visitId, besides = [] }: CheckInRecord): Promise<Date[]> {
  const ids = [visitId, ...besides.map((each) => each.visitId)].flatMap((id) => id ?? [])
  const visits = await Promise.all(ids.map(readVisit))
  return visits.flatMap((visit) => (visit?.meeting === 'nobody' ? (visit.endedAt ?? []) : []))
}

/**
 * Whether a word of her, which may be told late, is older than what has alarmed people since: a visit that met nobody, a
 * door that stayed shut, a call for help that is open. Then it says nothing of how she is now.
 */
export async function isOvertaken(record: CheckInRecord, at: Date): Promise<boolean> {
  const times = await Promise.all([
    listAlarms(record._id),
    listEmptyVisits(record),
    findShutDoors(record._id),
  ])
  return times.flat().some((each) => each > at)
}
