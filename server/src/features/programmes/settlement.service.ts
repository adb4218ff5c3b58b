import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { programmeContracts } from '@linli/shared/programmes/programme.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { Clearing } from '../elderCare/bills/clearing.model'
import type { Actor } from '../users/actor'
import { SubsidyEntry, type SubsidyEntryRecord } from './card.model'
import { findOfficer } from './entitlement.service'

export type Settlement = OutputOf<typeof programmeContracts.getSettlement.response>

export interface Asked {
  area: string
  month: string
}

/** @throws AppError `access.denied`. */
export function findLines(
  actor: Actor,
  { area, month }: Asked,
): { month: string; street?: string; district?: string } {
  const { street, district } = placeOf(area)
  assertThat(findOfficer(actor, placeOf(area)), 'access.denied')
  return street === undefined ? { district, month } : { street, month }
}

export type Lines = ReturnType<typeof findLines>

const sum = (field: string) => ({ $sum: field })
/** A refund is a line of its own that takes one away. */
const signOf = (field: string) => ({ $cmp: [field, 0] })

/** What one programme pays one unit; and of the orders whose first part it pays, what they are in all. */
interface Share {
  unitName: string
  programmeName: string
  payer: string
  orders: number
  fen: number
  whole: { orders: number; selfPaidFen: number; priceFen: number }
}

/**
 * The database adds up: a district has hundreds of thousands of lines. In one read, of which rows and sums are both made:
 * the month that is running is written to all day, and a second read would add up other lines.
 */
export async function readShares(lines: Lines): Promise<Share[]> {
  const once = (value: unknown) => ({ $sum: { $cond: [{ $eq: ['$place', 0] }, value, 0] } })
  const found = await SubsidyEntry.aggregate<Omit<Share, 'whole'> & { count: number } & Share['whole']>([
    { $match: lines },
    { $unwind: { path: '$parts', includeArrayIndex: 'place' } },
    {
      $group: {
        _id: { unitId: '$unitId', code: '$parts.code' },
        unitName: { $last: '$unitName' },
        programmeName: { $last: '$parts.name' },
        payer: { $last: '$parts.payer' },
        count: { $sum: signOf('$parts.fen') },
        fen: sum('$parts.fen'),
        orders: once(signOf('$priceFen')),
        selfPaidFen: once('$selfPaidFen'),
        priceFen: once('$priceFen'),
      },
    },
  ])
  return found.map(({ unitName, programmeName, payer, count, fen, orders, selfPaidFen, priceFen }) => ({
    ...{ unitName, programmeName, payer, orders: count, fen },
    whole: { orders, selfPaidFen, priceFen },
  }))
}

/** The same of lines that were read. */
export function addShares(entries: readonly SubsidyEntryRecord[]): Share[] {
  const shares = new Map<string, Share>()
  for (const { unitId, unitName, parts, priceFen, selfPaidFen } of entries)
    for (const [place, { code, name, payer, fen }] of parts.entries()) {
      const key = `${unitId.toString()} ${code}`
      const { orders, fen: before, whole } = shares.get(key) ?? noShare
      shares.set(key, {
        ...{ unitName, programmeName: name, payer, orders: orders + Math.sign(fen), fen: before + fen },
        whole: place > 0 ? whole : addWhole(whole, { orders: Math.sign(priceFen), selfPaidFen, priceFen }),
      })
    }
  return [...shares.values()]
}

const nothing: Share['whole'] = { orders: 0, selfPaidFen: 0, priceFen: 0 }
const noShare = { orders: 0, fen: 0, whole: nothing }

const addWhole = (one: Share['whole'], other: Share['whole']): Share['whole'] => ({
  orders: one.orders + other.orders,
  selfPaidFen: one.selfPaidFen + other.selfPaidFen,
  priceFen: one.priceFen + other.priceFen,
})

/** Of shares; price = programmes + self-paid, to the fen. */
export const sumUp = (shares: readonly Share[]): Omit<Settlement, 'clearings' | 'countedAt'> => ({
  rows: shares
    .map(({ unitName, programmeName, payer, orders, fen }) => ({
      unitName,
      programmeName,
      payer,
      orders,
      fen,
    }))
    .sort((a, b) => a.unitName.localeCompare(b.unitName, 'zh') || b.fen - a.fen),
  totalFen: shares.reduce((total, { fen }) => total + fen, 0),
  ...shares.map(({ whole }) => whole).reduce(addWhole, nothing),
})

/** What units owe each other, because one took the money and another did the work. */
export async function readClearings(lines: Lines): Promise<Settlement['clearings']> {
  const rows = await Clearing.aggregate<Settlement['clearings'][number]>([
    { $match: lines },
    {
      $group: {
        _id: { from: '$fromUnitId', to: '$toUnitId' },
        fromUnitName: { $last: '$fromUnitName' },
        toUnitName: { $last: '$toUnitName' },
        orders: { $sum: 1 },
        fen: sum('$fen'),
      },
    },
  ])
  return rows
    .map(({ fromUnitName, toUnitName, orders, fen }) => ({ fromUnitName, toUnitName, orders, fen }))
    .sort((a, b) => b.fen - a.fen)
}

/** Sums by unit and programme; price = programmes + self-paid, to the fen. @throws AppError `access.denied`. */
export async function readSettlement(
  actor: Actor,
  asked: Asked,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Settlement> {
  const lines = findLines(actor, asked)
  const countedAt = clock.now().toISOString()
  return { countedAt, ...sumUp(await readShares(lines)), clearings: await readClearings(lines) }
}
