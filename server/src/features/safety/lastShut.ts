import type { Types } from 'mongoose'
import { readVisit } from '../needs/need.visit'
import type { CheckInRecord } from './checkIn.model'
import { findShutDoors } from './door.hooks'
import { isAlarm } from './sos.change'
import { SosCase, type SosRecord } from './sos.model'

/** When a call for help has alarmed people. */
export const listAlarmsOf = ({ history }: Pick<SosRecord, 'history'>): Date[] =>
  history.filter(isAlarm).map(({ at }) => at)

async function listAlarms(personId: Types.ObjectId): Promise<Date[]> {
  const cases = await SosCase.find({ personId, open: true }, { history: 1 }).lean<SosRecord[]>()
  return cases.flatMap(listAlarmsOf)
}

type Visits = Partial<Pick<CheckInRecord, 'visitId' | 'besides'>>

async function listEmptyVisits({ visitId, besides = [] }: Visits): Promise<Date[]> {
  const ids = [visitId, ...besides.map((each) => each.visitId)].flatMap((id) => id ?? [])
  const visits = await Promise.all(ids.map(readVisit))
  return visits.flatMap((visit) => (visit?.meeting === 'nobody' ? (visit.endedAt ?? []) : []))
}

/**
 * Whether a word of her, or a sight, which may be told late, is older than what has alarmed people since: a visit that met
 * nobody, a door that stayed shut, a call for help that is open. Then it says nothing of how she is now.
 */
export async function isAlarmed(personId: Types.ObjectId, visits: Visits, since: Date): Promise<boolean> {
  const times = await Promise.all([listAlarms(personId), listEmptyVisits(visits), findShutDoors(personId)])
  return times.flat().some((each) => each > since)
}

/** The same of whoever is waited for each day. */
export const isOvertaken = (record: CheckInRecord, at: Date): Promise<boolean> =>
  isAlarmed(record._id, record, at)
