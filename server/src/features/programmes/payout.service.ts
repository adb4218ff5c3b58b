import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { payoutContracts } from '@linli/shared/programmes/payout.contract'
import { monthOf } from '@linli/shared/programmes/programme'
import { payoutTransitions } from '@linli/shared/programmes/payout.state'
import { toShanghaiDay } from '@linli/shared/time'
import { roleNames } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { isDuplicate } from '../../lib/isDuplicate'
import { recordAudit } from '../audit/audit.service'
import { isOwnMatter, type Actor } from '../users/actor'
import { openPerson } from '../register/person.crypto'
import { findOfficer } from './entitlement.service'
import { listCashProgrammes, listDue, listPayoutsOf } from './payout.due'
import { Payout, type PayoutLine, type PayoutRecord } from './payout.model'

type Asked = OutputOf<typeof payoutContracts.makePayout.body>
type Mark = OutputOf<typeof payoutContracts.markPayout.body>

/** As files and histories name an officer. @throws AppError `access.denied`. */
function nameOfficer(actor: Actor, place: Parameters<typeof findOfficer>[1]): string {
  const officer = findOfficer(actor, place)
  assertThat(officer, 'access.denied')
  return `${roleNames[officer.role]} ${actor.displayName}`.trim()
}

/** @throws AppError `record.not_found` also for a file of another street. */
export async function readPayout(actor: Actor, id: string): Promise<PayoutRecord> {
  const payout = await Payout.findOne({ _id: id }).lean<PayoutRecord | null>()
  assertThat(payout && findOfficer(actor, payout), 'record.not_found')
  return payout
}

/** The files of a month, and whom the next one of each programme would hold. @throws AppError `access.denied`. */
export async function listPayouts(actor: Actor, { area, month }: Omit<Asked, 'code'>) {
  nameOfficer(actor, placeOf(area))
  const all = await listPayoutsOf(area, month)
  const { street } = placeOf(area)
  const due = []
  for (const { code, name, pays } of await listCashProgrammes(area)) {
    const people = (await listDue({ area, month, code }, all)).length
    if (people > 0) due.push({ code, programmeName: name, people, totalFen: people * pays.fen })
  }
  const items = all.filter((payout) => street === undefined || payout.street === street)
  return { items: items.reverse(), due }
}

/**
 * Makes the next file of a programme. Of two who press at once one is told that it is made already.
 * @param id of the file, the same at each repeat of the request.
 * @throws AppError `access.denied`, `payout.*` of the contract, `request.conflict`.
 */
export async function makePayout(actor: Actor, asked: Asked, id: string, deps: Deps): Promise<PayoutRecord> {
  const { area, month, code } = asked
  const place = placeOf(area)
  const byName = nameOfficer(actor, place)
  assertThat(place.street === area, 'payout.street_only')
  const now = deps.clock.now()
  assertThat(month <= monthOf(toShanghaiDay(now)), 'payout.too_early')
  const made = await Payout.findOne({ _id: id }).lean<PayoutRecord | null>()
  if (made) return made
  const programme = (await listCashProgrammes(area)).find((each) => each.code === code)
  assertThat(programme, 'payout.nothing_due')
  const all = await listPayoutsOf(area, month)
  const due = await listDue(asked, all)
  assertThat(due.length > 0, 'payout.nothing_due')
  const sequence = 1 + all.filter((each) => each.street === area && each.code === code).length
  const { fen } = programme.pays
  const lines = due.map(({ entitlement }): PayoutLine => {
    const { _id: entitlementId, personId, community } = entitlement
    const where = community == null ? {} : { community }
    return { _id: new Types.ObjectId(), entitlementId, personId, ...where, fen, state: 'issued' }
  })
  const _id = new Types.ObjectId(id)
  const names = JSON.stringify(due.map(({ person }) => openPerson(person, deps.crypto).name))
  try {
    await Payout.create({
      ...{ _id, version: 1, key: `${area}:${month}:${code}:${sequence}`, month, code, sequence, ...place },
      ...{ programmeName: programme.name, payer: programme.payer, madeAt: now, byName, lines },
      ...{ byUserId: new Types.ObjectId(actor.userId), totalFen: fen * lines.length },
      ...{ names: deps.crypto.encrypt(names, fieldAad('payouts', _id, 'names')), downloads: [], history: [] },
    })
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('request.conflict')
    throw error
  }
  const subject = { kind: 'payout', id, district: place.district }
  await recordAudit(actor, 'payout.made', subject, { month, code, people: lines.length }, deps)
  return readPayout(actor, id)
}

function markLine(line: PayoutLine, { action, reason }: Mark): PayoutLine {
  const state = payoutTransitions[line.state][action]
  assertThat(state !== undefined, 'payout.invalid_transition')
  const kept = action === 'reissue' ? line.reason : reason
  const { _id, entitlementId, personId, community, fen } = line
  return { _id, entitlementId, personId, fen, state, ...dropUndefined({ community, reason: kept }) }
}

/**
 * Writes down what became of lines: arrived, did not, is to be sent again; one conditional update.
 * @throws AppError `payout.own`, `payout.changed` when a colleague was quicker, `payout.invalid_transition`, `payout.reason_missing`.
 */
export async function markPayout(actor: Actor, id: string, mark: Mark, deps: Deps): Promise<PayoutRecord> {
  const payout = await readPayout(actor, id)
  const { action, version, lineIds, reason } = mark
  assertThat(payout.version === version, 'payout.changed')
  assertThat(action !== 'fail' || reason !== undefined, 'payout.reason_missing')
  const open = payout.lines.filter(({ state }) => state === 'issued').map(({ _id }) => _id.toString())
  const chosen = new Set(lineIds ?? open)
  const known = new Set(payout.lines.map(({ _id }) => _id.toString()))
  assertThat(chosen.size > 0 && [...chosen].every((each) => known.has(each)), 'payout.invalid_transition')
  const isOwn = payout.lines.some(
    (each) => chosen.has(each._id.toString()) && isOwnMatter(actor, each.personId),
  )
  // That it arrived gives nobody anything; the others lead to the money being paid once more.
  assertThat(action === 'pay' || !isOwn, 'payout.own')
  const lines = payout.lines.map((line) => (chosen.has(line._id.toString()) ? markLine(line, mark) : line))
  const byUserId = new Types.ObjectId(actor.userId)
  const entry = {
    at: deps.clock.now(),
    byUserId,
    byName: nameOfficer(actor, payout),
    action,
    lines: chosen.size,
  }
  const { modifiedCount } = await Payout.updateOne(
    { _id: payout._id, version },
    { $set: { lines, version: version + 1 }, $push: { history: entry } },
  )
  assertThat(modifiedCount === 1, 'payout.changed')
  const subject = { kind: 'payout', id, district: payout.district }
  await recordAudit(actor, 'payout.marked', subject, { action, people: chosen.size }, deps)
  return readPayout(actor, id)
}

/** The names as they stood in the file when it was made, in the order of its lines. */
export const openNames = ({ _id, names }: PayoutRecord, { crypto }: Pick<Deps, 'crypto'>): string[] =>
  JSON.parse(crypto.decrypt(names, fieldAad('payouts', _id, 'names'))) as string[]
