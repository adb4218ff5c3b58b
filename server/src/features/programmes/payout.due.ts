import { placeOf } from '@linli/shared/areas/areas'
import { entitlementStates, type EntitlementState } from '@linli/shared/programmes/entitlement.state'
import { endOfMonth } from '@linli/shared/programmes/programme'
import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import { inParts } from '../../lib/inParts'
import { Person, type PersonDocument } from '../register/person.model'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import { Payout, type PayoutRecord } from './payout.model'
import { isUsable, readAccounts } from './payoutAccount.service'
import type { PayoutAccountRecord } from './payoutAccount.model'
import type { ProgrammeRecord } from './programme.model'
import { readProgrammes } from './programme.service'

const peopleAtOnce = 500

type CashProgramme = ProgrammeRecord & { pays: { kind: 'cash'; fen: number } }

const paysCash = (programme: ProgrammeRecord): programme is CashProgramme => programme.pays.kind === 'cash'

/** The programmes of a place that pay in cash, by code. */
export async function listCashProgrammes(area: string): Promise<CashProgramme[]> {
  const programmes = [...(await readProgrammes(placeOf(area))).values()]
  return programmes.filter(paysCash).filter(({ isClosed }) => !isClosed)
}

/** What is asked for: a street, a month and a programme. */
export interface DueQuestion {
  area: string
  month: string
  code: string
}

/**
 * Who stands in a file of the month already, unless the last of them says that it is to be sent again. In a file of any
 * street of the district: who moved within the month is paid for it once, by the street whose file came first, also where
 * her right has come to the other one with the record that hers was merged into.
 */
async function listIssued({ area, month, code }: DueQuestion): Promise<Set<string>> {
  const { district } = placeOf(area)
  const payouts = await Payout.find(
    { district, month },
    { code: 1, madeAt: 1, 'lines.entitlementId': 1, 'lines.state': 1 },
  ).lean<Pick<PayoutRecord, 'code' | 'madeAt' | 'lines'>[]>()
  const issued = new Set<string>()
  for (const { lines } of payouts.filter((each) => each.code === code).sort((x, y) => +x.madeAt - +y.madeAt))
    for (const { entitlementId, state } of lines)
      if (state === 'reissued') issued.delete(entitlementId.toString())
      else issued.add(entitlementId.toString())
  return issued
}

type Right = Pick<EntitlementRecord, '_id' | 'personId' | 'community' | 'state' | 'approvedAt' | 'history'>

/** What was decided of this very right, not of a second record that was merged into it. */
const listDecisions = ({ history }: Pick<Right, 'history'>): Right['history'] =>
  history.filter(
    ({ action, isOfDouble }) => isOfDouble !== true && (action === 'approve' || action === 'end'),
  )

/**
 * Whether she had a right to it at an instant, by what was decided: what was ended later, or given anew, changes nothing
 * of a month that is over.
 */
function heldAt(right: Pick<Right, 'state' | 'approvedAt' | 'history'>, at: Date): boolean {
  const { state, approvedAt } = right
  const decisions = listDecisions(right)
  const last = decisions.findLast((step) => step.at < at)
  if (last) return last.action === 'approve'
  // Nothing was decided before: then the first that was decided since says how it stood, or it was approved without a line.
  const [next] = decisions
  if (next) return next.action === 'end'
  return state === 'approved' && (approvedAt ?? new Date(0)) < at
}

/** When the right of a month that is over ended since. */
const findEnd = (history: Right['history'], at: Date): Date =>
  listDecisions({ history }).find((step) => step.action === 'end' && step.at >= at)?.at ?? at

/** One who is to get cash of the month and stands in no file for it. */
export interface DueRight {
  _id: Types.ObjectId
  personId: Types.ObjectId
  community?: string
  /** Since when she has no right to it any more. */
  endedAt?: Date
}

const fields = { personId: 1, community: 1, state: 1, approvedAt: 1, history: 1 }

/** Who had a right to a programme when the month ended, or has it now while it goes on, and stands in no file of it. */
export async function listDue(asked: DueQuestion, now: Date): Promise<DueRight[]> {
  const { area, month, code } = asked
  const end = endOfMonth(month)
  const at = end < now ? end : now
  const issued = await listIssued(asked)
  const read = (state: EntitlementState) =>
    Entitlement.find(
      { street: area, code, state, ...(state === 'approved' ? {} : { 'history.at': { $gte: at } }) },
      fields,
    ).lean<Right[]>()
  // What ended since may have been found anew, and refused: of a month that is over that takes nothing away.
  const states = at < now ? entitlementStates : (['approved'] as const)
  const rights: Right[] = []
  for (const state of states) rights.push(...(await read(state)))
  return rights
    .sort((a, b) => a._id.toString().localeCompare(b._id.toString()))
    .filter((right) => !issued.has(right._id.toString()) && heldAt(right, at))
    .map(({ _id, personId, community, state, history }) => ({
      ...{ _id, personId },
      ...(community == null ? {} : { community }),
      ...(state === 'approved' ? {} : { endedAt: findEnd(history, at) }),
    }))
}

/** How many the next file would hold, how many of them have no account, and how many have no right to it any more. */
export async function countDue(asked: DueQuestion, now: Date) {
  const due = await listDue(asked, now)
  const accounts = await readAccounts(due.map(({ personId }) => personId))
  return {
    people: due.length,
    missing: due.filter(({ personId }) => !isUsable(accounts.get(personId.toString()))).length,
    ended: due.filter(({ endedAt }) => endedAt !== undefined).length,
    isRough: false,
  }
}

/** Of a district: those approved less those who stand in a file. */
export async function countDueOfDistrict({ area, code }: Omit<DueQuestion, 'month'>, issued: number) {
  const approved = await Entitlement.countDocuments({ district: area, code, state: 'approved' })
  return { people: Math.max(approved - issued, 0), missing: 0, ended: 0, isRough: true }
}

/** A line of the next file with its person and where the money goes. */
export interface DueLine {
  right: DueRight
  person: PersonDocument
  account: PayoutAccountRecord | undefined
}

/** The people behind these rights; who died while the month still goes on has no right to it. */
export async function readDueLines(due: readonly DueRight[]): Promise<DueLine[]> {
  const lines: DueLine[] = []
  for (const part of inParts(due, peopleAtOnce)) {
    const ids = part.map(({ personId }) => personId)
    const people = await Person.find({ _id: { $in: ids } }).lean<PersonDocument[]>()
    const byId = new Map(people.map((person) => [person._id.toString(), person]))
    const accounts = await readAccounts(ids)
    for (const right of part) {
      const person = byId.get(right.personId.toString())
      const isStill = person && (right.endedAt !== undefined || !isGone(person.state))
      if (isStill) lines.push({ right, person, account: accounts.get(right.personId.toString()) })
    }
  }
  return lines
}
