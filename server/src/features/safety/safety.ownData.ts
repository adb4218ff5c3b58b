import { checkInOutcomeNames } from '@linli/shared/safety/checkIn'
import { sosRungNames } from '@linli/shared/safety/sos'
import { formatClock, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { findPersonIdOf } from '../users/account.service'
import { registerOwnData } from '../users/userHooks'
import { CheckIn, type CheckInRecord } from './checkIn.model'
import { openNote } from './checkIn.view'
import { SosCase, type SosRecord } from './sos.model'
import { openClosing, openPoint, openTold } from './sos.secrets'
import { describeSos, titleOf } from './sos.view'

const maxOwn = 200

/** Calls for help for this account or its person, whoever pressed; and those pressed for somebody else. */
async function listOwn(userId: string): Promise<{ mine: SosRecord[]; forOthers: SosRecord[] }> {
  const personId = await findPersonIdOf(userId)
  const read = (filter: object) =>
    SosCase.find(filter, { outbox: 0 }).sort({ _id: -1 }).limit(maxOwn).lean<SosRecord[]>().exec()
  const found = [
    ...(await read({ callerUserId: userId })),
    ...(personId === undefined ? [] : await read({ personId })),
  ]
  const mine = new Map(found.map((sos) => [sos._id.toString(), sos]))
  const pressed = await read({ createdBy: userId })
  return {
    mine: [...mine.values()].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()),
    forOthers: pressed.filter(({ _id }) => !mine.has(_id.toString())),
  }
}

/** What she reads of it herself: who was asked and who came, by the names they are shown with. */
function collectSos(sos: SosRecord, deps: Deps) {
  const { matter, text } = openTold(sos._id, sos.told, deps)
  return {
    ...{ createdAt: sos.createdAt, closedAt: sos.closedAt, cause: sos.cause, byProxy: sos.proxyText },
    state: describeSos(sos),
    ...{ matter, text, point: openPoint(sos._id, sos.point, deps) },
    closing: openClosing(sos._id, sos.closing, deps),
    history: sos.history.map((entry) => ({ at: entry.at, what: titleOf(sos, entry), by: entry.by.name })),
    attempts: sos.attempts.map(({ at, rung }) => ({ at, rung: sosRungNames[rung] })),
  }
}

async function findOwnCheckIn(userId: string): Promise<CheckInRecord | undefined> {
  const personId = await findPersonIdOf(userId)
  const record = personId && (await CheckIn.findOne({ _id: personId }, { outbox: 0 }).lean<CheckInRecord>())
  return record ?? undefined
}

function collectCheckIn(record: CheckInRecord, deps: Deps) {
  const { isOn, dueMinutes, consent, state, day, outcome, settledAt, settledBy, calls, days } = record
  return {
    ...{ isOn, dueMinutes, consent: { at: consent.at, by: consent.byName } },
    ...{ state, day, outcome, settledAt, settledBy, note: openNote(record, deps) },
    days: days.map((each) => ({ day: each.day, outcome: each.outcome, at: each.at })),
    calls: calls.map(({ at, rung, people, contacts = [] }) => ({
      ...{ at, rung: sosRungNames[rung], people: [...people, ...contacts].map(({ name }) => name) },
    })),
  }
}

async function describeCheckIn(userId: string, { clock }: Deps) {
  const record = await findOwnCheckIn(userId)
  if (!record) return []
  const due = formatClock(fromShanghaiDay(toShanghaiDay(clock.now()), record.dueMinutes))
  const last = record.days.at(-1)
  const items = [
    { label: '每天报平安', value: record.isOn ? `${due} 前` : '已经关了' },
    { label: '谁同意开通的', value: record.consent.byName },
    ...(last ? [{ label: `${last.day} 那天`, value: checkInOutcomeNames[last.outcome] }] : []),
    { label: '记着的天数', value: `${record.days.length} 天` },
  ]
  return [{ title: '报平安', items }]
}

export function registerSafetyOwnData(): void {
  registerOwnData({
    name: 'safety',
    async describe(userId, deps) {
      const { mine, forOthers } = await listOwn(userId)
      const items = [
        ...(mine.length === 0 ? [] : [{ label: '为我求助', value: `${mine.length} 次` }]),
        ...(forOthers.length === 0 ? [] : [{ label: '我替别人按的', value: `${forOthers.length} 次` }]),
      ]
      const sos = items.length === 0 ? [] : [{ title: '紧急求助', items }]
      return [...sos, ...(await describeCheckIn(userId, deps))]
    },
    async collect(userId, deps) {
      const { mine, forOthers } = await listOwn(userId)
      const checkIn = await findOwnCheckIn(userId)
      return {
        calls: mine.map((sos) => collectSos(sos, deps)),
        pressedForOthers: forOthers.map(({ createdAt, closedAt }) => ({ createdAt, closedAt })),
        checkIn: checkIn && collectCheckIn(checkIn, deps),
      }
    },
  })
}
