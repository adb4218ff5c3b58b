import type { bondContracts } from '@linli/shared/families/bond.contract'
import type { checkInContracts, CheckInView } from '@linli/shared/safety/checkIn.contract'
import type { dutyContracts } from '@linli/shared/safety/duty.contract'
import type { SosActionBody, SosView, sosContracts } from '@linli/shared/safety/sos.contract'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Bonds = typeof bondContracts
type Sos = typeof sosContracts
type CheckIns = typeof checkInContracts
type Duty = typeof dutyContracts

export type { CheckInView, SosView }
export type CheckInSetting = CallInput<CheckIns['setCheckIn']>['body']
export type CheckInTap = CallInput<CheckIns['actOnCheckIn']>['body']
export type SosPress = NonNullable<CallInput<Sos['raiseSos']>['body']>
export type DutyRoster = CallOutput<Duty['getDutyRoster']>
export type DutyContent = CallInput<Duty['saveDutyRoster']>['body']

/** For whom one may press: bonds in force of whatever scope. */
export async function listSosTargets(): Promise<{ personId: string; name: string }[]> {
  const { items } = await call<Bonds['listMyElders']>('get', '/api/families/elders')
  return items.flatMap(({ isInForce, elder }) =>
    isInForce && elder ? [{ personId: elder.personId, name: elder.name }] : [],
  )
}

/** Stored on this phone first, sent until it has arrived. */
export const raiseSos = (body: SosPress) =>
  submit<Sos['raiseSos']>('post', '/api/safety/sos', { body }, { label: '紧急求助', userId: readUserId() })

export const listOpenSos = () => call<Sos['listOpenSos']>('get', '/api/safety/sos')

export const getSos = (id: string) => call<Sos['getSos']>('get', '/api/safety/sos/:id', { params: { id } })

type Untimed<Body> = Body extends unknown ? Omit<Body, 'at'> : never

/** That somebody saw her or spoke to her was so when it was pressed, however late there is a network. */
const timed = (body: Untimed<SosActionBody>): SosActionBody =>
  body.action === 'arrive' || body.action === 'speak' ? { ...body, at: new Date().toISOString() } : body

/** One tap on a call for help, sent once. Rejects with the server's refusal. */
export const actOnSos = (id: string, body: Untimed<SosActionBody>, label: string, draftKey?: string) =>
  submit<Sos['actOnSos']>(
    'post',
    '/api/safety/sos/:id/actions',
    { params: { id }, body: timed(body) },
    { label, userId: readUserId(), draftKey },
  ).done

export const getDutyRoster = (street: string) =>
  call<Duty['getDutyRoster']>('get', '/api/safety/duty/:street', { params: { street } })

export const saveDutyRoster = (street: string, body: DutyContent) =>
  call<Duty['saveDutyRoster']>('put', '/api/safety/duty/:street', { params: { street }, body })

/** Oneself, and those whom one acts for. */
export const listMyCheckIns = () => call<CheckIns['listMyCheckIns']>('get', '/api/safety/check-ins/mine')

export const getCheckIn = (personId: string) =>
  call<CheckIns['getCheckIn']>('get', '/api/safety/check-ins/:id', { params: { id: personId } })

export const setCheckIn = (personId: string, body: CheckInSetting) =>
  call<CheckIns['setCheckIn']>('put', '/api/safety/check-ins/:id', { params: { id: personId }, body })

/** Stored on this phone first: a tap without a network arrives later, and says when it was pressed. */
export const actOnCheckIn = (personId: string, body: Untimed<CheckInTap>, label: string, draftKey?: string) =>
  submit<CheckIns['actOnCheckIn']>(
    'post',
    '/api/safety/check-ins/:id/actions',
    { params: { id: personId }, body: { ...body, at: new Date().toISOString() } },
    { label, userId: readUserId(), draftKey },
  ).done

export const listCheckIns = async (community: string, isMissed: boolean, cursor?: string) => {
  const page = await call<CheckIns['listMissedCheckIns']>('get', '/api/safety/check-ins', {
    query: { community, isMissed: isMissed ? 'true' : 'false', ...after(cursor) },
  })
  return { ...page, items: page.items.map((row) => ({ ...row, id: row.personId })) }
}
