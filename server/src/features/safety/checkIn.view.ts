import { checkInOutcomeNames, type CheckInOutcome } from '@linli/shared/safety/checkIn'
import type { CheckInRow, CheckInView } from '@linli/shared/safety/checkIn.contract'
import { availableCheckInActions } from '@linli/shared/safety/checkIn.state'
import { checkInRules } from '@linli/shared/safety/checkIn'
import { sosRungNames } from '@linli/shared/safety/sos'
import { formatClock, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { dropUndefined } from '../../lib/dropUndefined'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import type { CheckInRecord } from './checkIn.model'
import type { CheckInSeen } from './checkIn.service'
import { readContactsFor } from './ladder'
import { readUserPhone } from './people'

/** A new morning that the clock has not begun yet waits already. */
const stateOf = (record: CheckInRecord, now: Date): CheckInRecord['state'] =>
  record.state === 'safe' && record.day < toShanghaiDay(now) ? 'waiting' : record.state

/** Who spoke to her is said by name: a relative's word stands in the place of her own. */
const describeOutcome = (outcome: CheckInOutcome, by: string | undefined): string =>
  outcome === 'call' && by !== undefined ? `${by}联系上了` : checkInOutcomeNames[outcome]

function describe(record: CheckInRecord | undefined, now: Date): string {
  if (!record?.isOn) return '还没有开通'
  const due = formatClock(fromShanghaiDay(toShanghaiDay(now), record.dueMinutes))
  const last = record.calls.at(-1)
  switch (stateOf(record, now)) {
    case 'waiting':
      return `今天 ${due} 前报平安`
    case 'calling':
      return `过了 ${due} 还没有报，正在请${last ? sosRungNames[last.rung] : '家人'}打电话问`
    case 'visiting':
      return '电话没有联系上，正在上门看'
    case 'paused':
      return '住院或外出，暂停报平安；回家了请打电话告诉社区'
    case 'safe':
      return record.outcome && record.settledAt
        ? `${describeOutcome(record.outcome, record.settledBy)}，${formatClock(record.settledAt)}`
        : '明天开始报平安'
  }
}

function viewRow(person: PersonDocument, record: CheckInRecord | undefined, deps: Deps): CheckInRow {
  const now = deps.clock.now()
  return dropUndefined({
    personId: person._id.toString(),
    name: openPerson(person, deps.crypto).name,
    isOn: record?.isOn ?? false,
    state: record ? stateOf(record, now) : ('waiting' as const),
    stateText: describe(record, now),
    dueMinutes: record?.dueMinutes ?? checkInRules.usual,
    visitId: record?.state === 'visiting' ? record.visitId?.toString() : undefined,
  })
}

export async function viewCheckInRows(records: readonly CheckInRecord[], deps: Deps): Promise<CheckInRow[]> {
  const people = await Person.find({ _id: { $in: records.map(({ _id }) => _id) } }).lean<PersonDocument[]>()
  const byId = new Map(people.map((person) => [person._id.toString(), person]))
  return records.flatMap((record) => {
    const person = byId.get(record._id.toString())
    return person ? [viewRow(person, record, deps)] : []
  })
}

/** Words about how she is: for herself, her family and those who keep the register. */
export const openNote = (
  { _id, note }: CheckInRecord,
  { crypto }: Pick<Deps, 'crypto'>,
): string | undefined => (note == null ? undefined : crypto.decrypt(note, fieldAad('checkins', _id, 'note')))

const searching: readonly CheckInRecord['state'][] = ['calling', 'visiting']

/** The one she signs in with, where the register knows none. */
async function readAccountPhone({ _id }: PersonDocument, deps: Deps): Promise<string | undefined> {
  const user = await User.findOne({ personId: _id, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  return user ? readUserPhone(user._id, deps) : undefined
}

/** Hers and those of her contacts, for whoever is to ring up now. */
async function listPhones(
  { person, record, party, canChange }: CheckInSeen,
  actor: Actor,
  deps: Deps,
): Promise<CheckInView['phones']> {
  if (!record?.isOn || !searching.includes(record.state) || party === 'elder') return []
  const isCalled = record.calls.some(({ people }) =>
    people.some(({ userId }) => userId.toString() === actor.userId),
  )
  if (!isCalled && !(party === 'staff' && canChange)) return []
  const { name, phone = await readAccountPhone(person, deps) } = openPerson(person, deps.crypto)
  const contacts = await readContactsFor(actor, person._id, deps)
  return [
    ...(phone === undefined ? [] : [{ name, phone }]),
    ...contacts.map((contact) => ({ name: `${contact.relation} ${contact.name}`, phone: contact.phone })),
  ]
}

export async function viewCheckIn(seen: CheckInSeen, actor: Actor, deps: Deps): Promise<CheckInView> {
  const { person, record, party, canChange, seesDays } = seen
  const now = deps.clock.now()
  const isOn = record?.isOn === true
  const today =
    record?.outcome && record.settledAt
      ? [{ day: record.day, outcome: record.outcome, at: record.settledAt }]
      : []
  // Begun twice on one day, after a hospital or turned on again: the last word counts.
  const days = record && seesDays ? new Map([...record.days, ...today].map((each) => [each.day, each])) : []
  return dropUndefined({
    ...viewRow(person, record, deps),
    ...{ relation: party, canChange },
    actions: isOn ? availableCheckInActions(stateOf(record, now), party) : [],
    note: record && seesDays ? openNote(record, deps) : undefined,
    consent: isOn ? { at: record.consent.at.toISOString(), byName: record.consent.byName } : undefined,
    days: [...days.values()].map(({ day, outcome, at }) =>
      dropUndefined({ day, outcome, at: at?.toISOString() }),
    ),
    calls: (isOn ? record.calls : []).map(({ at, rung, people, contacts = [] }) => ({
      ...{ at: at.toISOString(), rungName: sosRungNames[rung] },
      people: [...people, ...contacts].map(({ name }) => name),
    })),
    phones: await listPhones(seen, actor, deps),
  })
}
