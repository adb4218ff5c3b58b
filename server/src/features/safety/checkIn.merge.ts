import { checkInRules } from '@linli/shared/safety/checkIn'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { inTransaction } from '../../lib/inTransaction'
import { toPlace } from '../../lib/placeFields'
import type { PersonMove } from '../register/person.hooks'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { Person, type PersonDocument } from '../register/person.model'
import { describeSearch, isSought, listSearches } from './checkIn.change'
import { CheckIn, type CheckInDay, type CheckInRecord } from './checkIn.model'

const read = (_id: CheckInRecord['_id']): Promise<CheckInRecord | null> =>
  CheckIn.findOne({ _id }).lean<CheckInRecord | null>()

const stages: Partial<Record<CheckInRecord['state'], number>> = { calling: 1, visiting: 2 }
const stageOf = ({ state }: CheckInRecord): number => stages[state] ?? 0

/** Heard of on one since the other waits for her. */
const isHeardOf = (one: CheckInRecord, other: CheckInRecord): boolean =>
  one.state === 'safe' &&
  one.day >= other.day &&
  (other.begunAt === undefined || (one.settledAt !== undefined && one.settledAt >= other.begunAt))

/** The one that goes on: what she switched on; then where she was heard of today; then the search that is further. */
function choose(kept: CheckInRecord, gone: CheckInRecord): CheckInRecord {
  if (kept.isOn !== gone.isOn) return kept.isOn ? kept : gone
  if (isHeardOf(kept, gone)) return kept
  if (isHeardOf(gone, kept)) return gone
  return stageOf(gone) > stageOf(kept) ? gone : kept
}

/** A search on one of them that ends because she was heard of on the other: visitor and ladder are called back. */
function endSearch(
  base: CheckInRecord,
  dropped: CheckInRecord | undefined,
  deps: Pick<Deps, 'clock'>,
): OutboxEntry[] {
  if (!dropped || !isSought(dropped) || base.state !== 'safe') return []
  return [makeOutboxEntry('checkIn.settled', { ...describeSearch(dropped), outcome: base.outcome }, deps)]
}

/** Two who are looked for as one: whoever was called or sent by either goes on, and hears how it ends. */
function joinSearches(base: CheckInRecord, other: CheckInRecord | undefined) {
  if (!other || !other.isOn || !isSought(other) || !isSought(base)) return {}
  const calls = [...other.calls, ...base.calls].sort((a, b) => a.at.getTime() - b.at.getTime())
  return { calls, besides: [...(base.besides ?? []), ...listSearches(other)] }
}

/** How the days went by either record; of one day on both, what the record that stays says. */
function joinDays(kept: readonly CheckInDay[], gone: readonly CheckInDay[]): CheckInDay[] {
  const byDay = new Map([...gone, ...kept].map((each) => [each.day, each]))
  return [...byDay.values()].sort((a, b) => a.day.localeCompare(b.day)).slice(-checkInRules.daysKept)
}

const optional = [
  ...(['outcome', 'settledAt', 'settledBy', 'visitId', 'nextAt', 'begunAt', 'begunAs', 'besides'] as const),
]

function join(
  person: PersonDocument,
  kept: CheckInRecord | undefined,
  gone: CheckInRecord,
  { crypto, clock }: Pick<Deps, 'crypto' | 'clock'>,
): Omit<CheckInRecord, '_id'> {
  const base = kept ? choose(kept, gone) : gone
  const { _id, note, ...rest } = base
  const other = base === kept ? gone : kept
  const ended = endSearch(base, other, { clock })
  const outbox = [...(kept?.outbox ?? []), ...gone.outbox, ...ended]
  const said = note === undefined ? undefined : crypto.decrypt(note, fieldAad('checkins', _id, 'note'))
  return {
    ...rest,
    ...joinSearches(base, other),
    ...toPlace(person),
    ...(base === gone && isSought(gone) ? { begunAs: gone.begunAs ?? gone._id } : {}),
    version: (kept?.version ?? 0) + 1,
    days: joinDays(kept?.days ?? [], gone.days),
    requestKeys: [...new Set([...(kept?.requestKeys ?? []), ...gone.requestKeys])],
    outbox,
    ...(outbox.length > 0 ? { hasOutbox: true } : {}),
    ...(said === undefined ? {} : { note: crypto.encrypt(said, fieldAad('checkins', person._id, 'note')) }),
  }
}

/** Two 报平安 of one person are one: nobody is searched for who was heard of on the other record. */
export async function mergeCheckIns({ from, into }: PersonMove, deps: Deps): Promise<void> {
  const gone = await read(from)
  const person = gone && (await Person.findOne({ _id: into }).lean<PersonDocument>())
  if (!gone || !person) return
  const kept = (await read(into)) ?? undefined
  const joined = join(person, kept, gone, deps)
  const missing = [...optional, 'note' as const].filter((field) => joined[field] === undefined)
  await inTransaction(async (session) => {
    const removed = await CheckIn.deleteOne({ _id: from, version: gone.version }, { session })
    if (removed.deletedCount === 0) throw new AppError('request.retry')
    if (!kept) {
      await CheckIn.create([{ _id: into, ...joined }], { session })
      return
    }
    const $unset = Object.fromEntries(missing.map((field) => [field, 1 as const]))
    const written = await CheckIn.updateOne(
      { _id: into, version: kept.version },
      { $set: joined, ...(missing.length > 0 ? { $unset } : {}) },
      { session },
    )
    if (written.modifiedCount === 0) throw new AppError('request.retry')
  })
  kickOutbox(CheckIn)
}
