import { placeOf } from '@linli/shared/areas/areas'
import { endOfMonth } from '@linli/shared/programmes/programme'
import { isGone } from '@linli/shared/register/register'
import type { Deps } from '../../deps'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import { Payout, type PayoutRecord } from './payout.model'
import type { ProgrammeRecord } from './programme.model'
import { readProgrammes } from './programme.service'

/** Somebody who is to get cash this month and stands in no file for it, or is to stand in one again. */
export interface DueLine {
  entitlement: EntitlementRecord
  name: string
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
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<DueLine[]> {
  const { street, district } = placeOf(area)
  const issued = listIssued(payouts, code)
  const rows = await Entitlement.find({
    ...(street === undefined ? { district } : { street }),
    state: 'approved',
  }).lean<EntitlementRecord[]>()
  const due: DueLine[] = []
  for (const entitlement of rows) {
    const { personId, approvedAt } = entitlement
    if (entitlement.code !== code || issued.has(entitlement._id.toString())) continue
    if ((approvedAt ?? new Date(0)) >= endOfMonth(month)) continue
    const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
    if (person && !isGone(person.state)) due.push({ entitlement, name: openPerson(person, crypto).name })
  }
  return due
}
