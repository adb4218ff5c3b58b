import type { CorrectedField } from '@linli/shared/register/person.contract'
import { formatDate, toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { ImportRow } from './import.columns'
import { createProblemList, type PlanContext, type ProblemList } from './import.plan'
import { PersonCorrection } from './person.model'

const perRead = 500

/** When each field of a person was last set right by hand. */
type CorrectedAt = Partial<Record<CorrectedField, Date>>

async function readCorrections(personIds: readonly Types.ObjectId[]): Promise<Map<string, CorrectedAt>> {
  const found = new Map<string, CorrectedAt>()
  for (let start = 0; start < personIds.length; start += perRead) {
    const rows = await PersonCorrection.find(
      { personId: { $in: personIds.slice(start, start + perRead) } },
      { personId: 1, at: 1, fields: 1 },
    ).lean()
    for (const { personId, at, fields } of rows) {
      const last = found.get(personId.toString()) ?? {}
      for (const field of fields) if ((last[field] ?? new Date(0)) < at) last[field] = at
      found.set(personId.toString(), last)
    }
  }
  return found
}

const columns: Record<CorrectedField, string> = {
  name: '姓名',
  birthDate: '出生日期',
  phone: '手机号',
  home: '住址',
  merged: '合并登记',
}

/** What of a sheet is left out, because somebody has set it right by hand since. */
export interface Corrections {
  /** Whether what stands there stands against this row; the report says so once. */
  holds(personId: Types.ObjectId, field: CorrectedField, row: ImportRow): boolean
  list: ProblemList['list']
}

/**
 * What was corrected by hand on the day of the sheet or later stands; of a sheet that says no day, whatever was
 * corrected stands. So an old sheet brings no mistake back, and whoever has a newer one says from when it is.
 */
export async function readHandCorrections(
  personIds: readonly Types.ObjectId[],
  { asOf }: Pick<PlanContext, 'asOf'>,
): Promise<Corrections> {
  const corrected = await readCorrections(personIds)
  const kept = createProblemList()
  const said = new Set<string>()
  return {
    holds(personId, field, row) {
      const at = corrected.get(personId.toString())?.[field]
      if (!at || (asOf !== undefined && toShanghaiDay(at) < asOf)) return false
      const key = `${row.number} ${field}`
      if (!said.has(key))
        kept.add(row, columns[field], `${formatDate(toShanghaiDay(at))}手工改正过，没有按表格改。`)
      said.add(key)
      return true
    },
    list: () => kept.list(),
  }
}
