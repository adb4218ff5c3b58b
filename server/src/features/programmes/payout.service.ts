import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { payoutContracts } from '@linli/shared/programmes/payout.contract'
import { monthOf } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import { roleNames } from '@linli/shared/users/roles'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { findOfficer } from './entitlement.service'
import {
  countDue,
  countDueOfDistrict,
  listCashProgrammes,
  listDue,
  readDueLines,
  type DueLine,
  type DueQuestion,
} from './payout.due'
import { Payout, type PayeeData, type PayoutLine, type PayoutRecord, type PayoutTally } from './payout.model'
import { describePayee, isUsable, openAccount, readAccounts, viewAccounts } from './payoutAccount.service'

type Asked = OutputOf<typeof payoutContracts.makePayout.body>

/** As files and histories name an officer. @throws AppError `access.denied`. */
export function nameOfficer(actor: Actor, place: Parameters<typeof findOfficer>[1]): string {
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

/** So many lines stand in one file; what is more goes into the next. A document takes 16 MB. */
const mostLines = 3000

const emptyTally: PayoutTally = { issued: 0, paid: 0, failed: 0, reissued: 0 }

export function countLines(lines: readonly Pick<PayoutLine, 'state'>[]): PayoutTally {
  const tally = { ...emptyTally }
  for (const { state } of lines) tally[state] += 1
  return tally
}

/** A file as the list shows it: without its people. */
export type ListedPayout = Omit<PayoutRecord, 'lines' | 'names'> & { tally: PayoutTally }

/** The files of a month in an area, the newest first. */
async function listFiles(area: string, month: string): Promise<ListedPayout[]> {
  const { street, district } = placeOf(area)
  const where = street === undefined ? { district, month } : { street, month }
  const rows = await Payout.find(where, { lines: 0, names: 0 }).sort({ _id: -1 }).lean<ListedPayout[]>()
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      tally: (row.tally as PayoutTally | undefined) ?? (await countOld(row)),
    })),
  )
}

/** Files of an earlier release have no tally. */
async function countOld({ _id }: Pick<PayoutRecord, '_id'>): Promise<PayoutTally> {
  const old = await Payout.findOne({ _id }, { 'lines.state': 1 }).lean<Pick<PayoutRecord, 'lines'> | null>()
  return countLines(old?.lines ?? [])
}

/** The files of a month, and whom the next one of each programme would hold. @throws AppError `access.denied`. */
export async function listPayouts(actor: Actor, { area, month }: Pick<Asked, 'area' | 'month'>, deps: Deps) {
  nameOfficer(actor, placeOf(area))
  const items = await listFiles(area, month)
  const isStreet = placeOf(area).street !== undefined
  const due = []
  for (const { code, name, pays } of await listCashProgrammes(area)) {
    const asked = { area, month, code }
    const counted = isStreet
      ? await countDue(asked, deps.clock.now())
      : await countDueOfDistrict(asked, sumIssued(items.filter((item) => item.code === code)))
    if (counted.people > 0)
      due.push({ ...counted, code, programmeName: name, totalFen: counted.people * pays.fen })
  }
  return { items, due }
}

const sumIssued = (items: readonly ListedPayout[]): number =>
  items.reduce((sum, { tally: { issued, paid, failed } }) => sum + issued + paid + failed, 0)

const missingShown = 200

/** Whom the next file cannot hold yet. @throws AppError `access.denied`, `payout.street_only`. */
export async function listMissingAccounts(actor: Actor, asked: DueQuestion, deps: Deps) {
  nameOfficer(actor, placeOf(asked.area))
  assertThat(placeOf(asked.area).street === asked.area, 'payout.street_only')
  const due = await listDue(asked, deps.clock.now())
  const accounts = await readAccounts(due.map(({ personId }) => personId))
  const missing = due.filter(({ personId }) => !isUsable(accounts.get(personId.toString())))
  const lines = await readDueLines(missing.slice(0, missingShown))
  const items = await viewAccounts(
    lines.map(({ person }) => person),
    accounts,
    deps,
  )
  return { items, isCut: missing.length > missingShown }
}

/** The lines of the next file, and whether somebody without an account is left for the one after it. */
async function chooseLines(asked: Asked, deps: Deps): Promise<DueLine[]> {
  const all = await readDueLines(await listDue(asked, deps.clock.now()))
  assertThat(all.length > 0, 'payout.nothing_due')
  const able = all.filter(({ account }) => isUsable(account))
  const missing = all.length - able.length
  assertThat(missing === 0 || (asked.leavesMissing && able.length > 0), 'payout.account_missing', { missing })
  return able.slice(0, mostLines)
}

function toPayee({ person, account }: DueLine, deps: Deps): PayeeData {
  const { name, birthDate, phone } = describePayee(person, deps)
  const number = account && openAccount(account, deps)
  return dropUndefined({ name, birthDate, phone, kind: account?.kind, number, bankName: account?.bankName })
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
  const sequence = 1 + (await Payout.countDocuments({ street: area, month, code }))
  const due = await chooseLines(asked, deps)
  const { fen } = programme.pays
  const lines = due.map(({ right: { _id: entitlementId, personId, community, endedAt } }): PayoutLine => ({
    ...{ _id: new Types.ObjectId(), entitlementId, personId, fen, state: 'issued' },
    ...dropUndefined({ community, endedAt }),
  }))
  const _id = new Types.ObjectId(id)
  const names = JSON.stringify(due.map((line) => toPayee(line, deps)))
  const payout = {
    ...{ _id, version: 1, key: `${area}:${month}:${code}:${sequence}`, month, code, sequence, ...place },
    ...{ programmeName: programme.name, payer: programme.payer, madeAt: now, byName, lines },
    ...{ byUserId: new Types.ObjectId(actor.userId), totalFen: fen * lines.length, tally: countLines(lines) },
    ...{ names: deps.crypto.encrypt(names, fieldAad('payouts', _id, 'names')), downloads: [], history: [] },
  }
  const subject = { kind: 'payout', id, district: place.district }
  const audited = { month, code, people: lines.length }
  try {
    await inTransaction(async (session) => {
      await Payout.create([payout], { session })
      await recordAudit(actor, 'payout.made', subject, audited, deps, session)
    })
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('request.conflict')
    throw error
  }
  return readPayout(actor, id)
}

/** Who is paid and where to, as it stood when the file was made, in the order of its lines. */
export function openPayees({ _id, names }: PayoutRecord, { crypto }: Pick<Deps, 'crypto'>): PayeeData[] {
  const stored = JSON.parse(crypto.decrypt(names, fieldAad('payouts', _id, 'names'))) as (
    PayeeData | string
  )[]
  return stored.map((each) => (typeof each === 'string' ? { name: each } : each))
}
