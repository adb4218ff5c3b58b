import type { Place } from '@linli/shared/areas/areas'
import { monthOf, type Programme } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import { Entitlement } from './entitlement.model'
import { readProgrammes } from './programme.service'

/** A programme as one person has it. */
export interface OwnProgramme extends Programme {
  /** The month in which it was approved; absent where only its rules are asked for. */
  since?: string
}

/** The programmes that pay for a person now: approved, and not closed where she lives. */
export async function readOwnProgrammes(
  personId: Types.ObjectId,
  place: Partial<Place>,
): Promise<OwnProgramme[]> {
  const rows = await Entitlement.find({ personId, state: 'approved' }, { code: 1, approvedAt: 1 }).lean()
  if (rows.length === 0) return []
  const defined = await readProgrammes(place)
  return rows.flatMap(({ code, approvedAt }) => {
    const programme = defined.get(code)
    if (!programme) return []
    return [{ ...programme, ...(approvedAt == null ? {} : { since: monthOf(toShanghaiDay(approvedAt)) }) }]
  })
}
