import type { SosActionBody } from '@linli/shared/safety/sos.contract'
import { assertThat } from '../../lib/appError'
import { CheckIn, type CheckInRecord } from './checkIn.model'
import { readPressed } from './checkIn.pressed'
import { isAlarmed, listAlarmsOf } from './lastShut'
import type { SosRecord } from './sos.model'

/** What has alarmed people about her since: this call, a door that stayed shut, a visit that met nobody. */
async function isOvertaken(sos: SosRecord, at: Date): Promise<boolean> {
  if (listAlarmsOf(sos).some((each) => each > at)) return true
  if (!sos.personId) return false
  const visits = await CheckIn.findOne(
    { _id: sos.personId },
    { visitId: 1, besides: 1 },
  ).lean<CheckInRecord>()
  return isAlarmed(sos.personId, visits ?? {}, at)
}

/**
 * When a step was taken: now, or earlier where somebody was with her or spoke to her without a network.
 * @throws AppError `request.invalid` for a time that is still to come, `sos.too_old` where something has alarmed people since.
 */
export async function findSteppedAt(body: SosActionBody, sos: SosRecord, now: Date): Promise<Date> {
  const pressed = 'at' in body ? body.at : undefined
  if (pressed === undefined) return now
  const at = readPressed(pressed, now)
  assertThat(!(await isOvertaken(sos, at)), 'sos.too_old')
  return at
}
