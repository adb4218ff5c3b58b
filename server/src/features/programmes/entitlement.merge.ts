import type { EntitlementState } from '@linli/shared/programmes/entitlement.state'
import { sayMonth } from '@linli/shared/time'
import { AppError } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import type { PersonMove } from '../register/person.hooks'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import { Payout, type PayoutRecord } from './payout.model'

/** What pays goes before what was only found, and that before what was refused or has ended. */
const byRank: readonly EntitlementState[] = ['approved', 'found', 'ended', 'refused']

/** The one that stays: by its state, else the older one. */
function choose(
  one: EntitlementRecord,
  other: EntitlementRecord,
): { stays: EntitlementRecord; goes: EntitlementRecord } {
  const difference = byRank.indexOf(one.state) - byRank.indexOf(other.state)
  const isFirst = difference === 0 ? one.since <= other.since : difference < 0
  return isFirst ? { stays: one, goes: other } : { stays: other, goes: one }
}

/** Months that she was paid twice, in one file or in two: also where her lines have been moved before. */
function listTwice({ from, into }: PersonMove, payouts: readonly PayoutRecord[]): string[] {
  const counts = new Map<string, number>()
  for (const { programmeName, month, lines } of payouts)
    for (const { personId, state } of lines) {
      const isHers = personId.equals(from) || personId.equals(into)
      if (!isHers || (state !== 'issued' && state !== 'paid')) continue
      const name = `${programmeName}：${sayMonth(month)}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  return [...counts].filter(([, count]) => count > 1).map(([name]) => `${name}的发放表里有两笔，请街道核对。`)
}

/** Lines of files that the bank has name whose they are, so that nobody gets the same month's cash again. */
async function movePayoutLines(
  move: PersonMove,
  { district }: Pick<EntitlementRecord, 'district'>,
  stays: ReadonlyMap<string, EntitlementRecord['_id']>,
): Promise<void> {
  const { from, into } = move
  const people = { 'lines.personId': { $in: [from, into] } }
  const payouts = await Payout.find({ district, ...people }).lean<PayoutRecord[]>()
  for (const remark of listTwice(move, payouts)) await move.note(remark)
  for (const { _id, version, lines } of payouts) {
    const changes = lines.flatMap(({ personId, entitlementId }, place) => {
      const other = stays.get(entitlementId.toString())
      return [
        ...(personId.equals(from) ? [[`lines.${place}.personId`, into] as const] : []),
        ...(other ? [[`lines.${place}.entitlementId`, other] as const] : []),
      ]
    })
    if (changes.length === 0) continue
    const written = await Payout.updateOne(
      { _id, version },
      { $set: Object.fromEntries(changes), $inc: { version: 1 } },
    )
    if (written.matchedCount === 0) throw new AppError('request.retry')
  }
}

async function joinTwo(
  stays: EntitlementRecord,
  goes: EntitlementRecord,
  { into }: PersonMove,
): Promise<void> {
  const double = goes.history.map((step) => ({ ...step, isOfDouble: true }))
  const history = [...stays.history, ...double].sort((a, b) => +a.at - +b.at)
  const key = `${into.toString()}:${stays.code}`
  await inTransaction(async (session) => {
    const removed = await Entitlement.deleteOne({ _id: goes._id, version: goes.version }, { session })
    const written = await Entitlement.updateOne(
      { _id: stays._id, version: stays.version },
      { $set: { key, personId: into, history }, $inc: { version: 1 } },
      { session },
    )
    if (removed.deletedCount + written.modifiedCount < 2) throw new AppError('request.retry')
  })
}

/** Each programme once for one person: what either record had holds, with the history of both. */
export async function mergeEntitlements(move: PersonMove): Promise<void> {
  const { from, into } = move
  const rows = await Entitlement.find({ personId: from }).lean<EntitlementRecord[]>()
  const own = await Entitlement.find({ personId: into }).lean<EntitlementRecord[]>()
  const pairs = rows.flatMap((gone) => {
    const twin = own.find(({ code }) => code === gone.code)
    return twin ? [choose(twin, gone)] : []
  })
  const stays = new Map(pairs.map((pair) => [pair.goes._id.toString(), pair.stays._id]))
  const [first = own[0]] = rows
  if (first) await movePayoutLines(move, first, stays)
  for (const pair of pairs) await joinTwo(pair.stays, pair.goes, move)
  for (const { _id, code, version } of rows)
    if (!own.some((each) => each.code === code))
      await Entitlement.updateOne(
        { _id, version },
        { $set: { personId: into, key: `${into.toString()}:${code}` }, $inc: { version: 1 } },
      )
}
