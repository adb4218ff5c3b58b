import { placeOf } from '@linli/shared/areas/areas'
import { endOfMonth } from '@linli/shared/programmes/programme'
import { isGone } from '@linli/shared/register/register'
import { inParts } from '../../lib/inParts'
import { Person, type PersonDocument } from '../register/person.model'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import { Payout, type PayoutRecord } from './payout.model'
import type { ProgrammeRecord } from './programme.model'
import { readProgrammes } from './programme.service'

const peopleAtOnce = 200

/** Somebody who is to get cash this month and stands in no file for it, or is to stand in one again. */
export interface DueLine {
  entitlement: EntitlementRecord
  person: PersonDocument
}

type CashProgramme = ProgrammeRecord & { pays: { kind: 'cash'; fen: number } }

const paysCash = (programme: ProgrammeRecord): programme is CashProgramme => programme.pays.kind === 'cash'

/** The programmes of a place that pay in cash, by code. */
export async function listCashProgrammes(area: string): Promise<CashProgramme[]> {
  const programmes = [...(await readProgrammes(placeOf(area))).values()]
  return programmes.filter(paysCash).filter(({ isClosed }) => !isClosed)
}

/** All files of a month in the district: whoever moved from one street to another stands in one of them. */
export const listPayoutsOf = (area: string, month: string): Promise<PayoutRecord[]> =>
  Payout.find({ district: placeOf(area).district, month })
    .sort({ _id: 1 })
    .lean<PayoutRecord[]>()
    .exec()

/** Who stands in a file already, unless the last of them says that it is to be sent again. */
function listIssued(payouts: readonly PayoutRecord[], code: string): Set<string> {
  const issued = new Set<string>()
  for (const payout of payouts)
    if (payout.code === code)
      for (const { entitlementId, state } of payout.lines)
        if (state === 'reissued') issued.delete(entitlementId.toString())
        else issued.add(entitlementId.toString())
  return issued
}

/**
 * What the next file of a programme holds: who was approved before the month ended, is alive and lives here, and stands
 * in no file of it.
 */
export async function listDue(
  { area, month, code }: { area: string; month: string; code: string },
  payouts: readonly PayoutRecord[],
): Promise<DueLine[]> {
  const { street, district } = placeOf(area)
  const issued = listIssued(payouts, code)
  const rows = await Entitlement.find({
    ...(street === undefined ? { district } : { street }),
    state: 'approved',
    code,
  }).lean<EntitlementRecord[]>()
  const open = rows.filter(
    ({ _id, approvedAt }) => !issued.has(_id.toString()) && (approvedAt ?? new Date(0)) < endOfMonth(month),
  )
  const due: DueLine[] = []
  for (const part of inParts(open, peopleAtOnce)) {
    const people = await Person.find({ _id: { $in: part.map(({ personId }) => personId) } }).lean<
      PersonDocument[]
    >()
    const byId = new Map(people.map((person) => [person._id.toString(), person]))
    for (const entitlement of part) {
      const person = byId.get(entitlement.personId.toString())
      if (person && !isGone(person.state)) due.push({ entitlement, person })
    }
  }
  return due
}
