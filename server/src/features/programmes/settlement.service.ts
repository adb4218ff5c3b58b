import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { programmeContracts } from '@linli/shared/programmes/programme.contract'
import { sayYuan } from '@linli/shared/money'
import type ExcelJS from 'exceljs'
import { assertThat } from '../../lib/appError'
import { plainCell } from '../../lib/plainCell'
import { openWorkbook } from '../../lib/workbook'
import { Clearing, type ClearingRecord } from '../elderCare/clearing.model'
import type { Actor } from '../users/actor'
import { SubsidyEntry, type SubsidyEntryRecord } from './card.model'
import { findOfficer } from './entitlement.service'

type Settlement = OutputOf<typeof programmeContracts.getSettlement.response>

interface Asked {
  area: string
  month: string
}

/** @throws AppError `access.denied`. */
function findLines(
  actor: Actor,
  { area, month }: Asked,
): { month: string; street?: string; district?: string } {
  const { street, district } = placeOf(area)
  assertThat(findOfficer(actor, placeOf(area)), 'access.denied')
  return street === undefined ? { district, month } : { street, month }
}

type Lines = ReturnType<typeof findLines>

/** In the order in which they were written. */
const eachEntry = (lines: Lines): AsyncIterable<SubsidyEntryRecord> =>
  SubsidyEntry.find(lines)
    .sort({ _id: 1 })
    .lean<SubsidyEntryRecord[]>()
    .cursor({ batchSize: 500 }) as AsyncIterable<SubsidyEntryRecord>

const sum = (field: string) => ({ $sum: field })
/** A refund is a line of its own that takes one away. */
const countBySign = (field: string) => ({ $sum: { $cmp: [field, 0] } })

const emptySums = { orders: 0, totalFen: 0, selfPaidFen: 0, priceFen: 0 }

/** Of all lines. The database adds up: a district has hundreds of thousands of them. */
async function readSums(lines: Lines): Promise<typeof emptySums> {
  const [found] = await SubsidyEntry.aggregate<typeof emptySums>([
    { $match: lines },
    {
      $group: {
        _id: null,
        orders: countBySign('$priceFen'),
        totalFen: sum('$subsidyFen'),
        selfPaidFen: sum('$selfPaidFen'),
        priceFen: sum('$priceFen'),
      },
    },
  ])
  const { orders, totalFen, selfPaidFen, priceFen } = found ?? emptySums
  return { orders, totalFen, selfPaidFen, priceFen }
}

/** What each programme pays each unit. */
async function readRows(lines: Lines): Promise<Settlement['rows']> {
  const rows = await SubsidyEntry.aggregate<Settlement['rows'][number]>([
    { $match: lines },
    { $unwind: '$parts' },
    {
      $group: {
        _id: { unitId: '$unitId', code: '$parts.code' },
        unitName: { $last: '$unitName' },
        programmeName: { $last: '$parts.name' },
        payer: { $last: '$parts.payer' },
        orders: countBySign('$parts.fen'),
        fen: sum('$parts.fen'),
      },
    },
  ])
  return rows
    .map(({ unitName, programmeName, payer, orders, fen }) => ({
      unitName,
      programmeName,
      payer,
      orders,
      fen,
    }))
    .sort((a, b) => a.unitName.localeCompare(b.unitName, 'zh') || b.fen - a.fen)
}

/** What units owe each other, because one took the money and another did the work. */
async function readClearings(lines: Lines): Promise<Settlement['clearings']> {
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

const readAll = async (lines: Lines): Promise<Settlement> => ({
  rows: await readRows(lines),
  clearings: await readClearings(lines),
  ...(await readSums(lines)),
})

/** Sums by unit and programme; price = programmes + self-paid, to the fen. @throws AppError `access.denied`. */
export const readSettlement = async (actor: Actor, asked: Asked): Promise<Settlement> =>
  readAll(findLines(actor, asked))

const eachClearing = (lines: Lines): AsyncIterable<ClearingRecord> =>
  Clearing.find(lines)
    .sort({ _id: 1 })
    .lean<ClearingRecord[]>()
    .cursor({ batchSize: 500 }) as AsyncIterable<ClearingRecord>

const yuan = (fen: number): number => fen / 100
const money = '#,##0.00'

function addSheet(
  workbook: ExcelJS.Workbook,
  name: string,
  columns: readonly [title: string, isMoney?: boolean][],
) {
  const sheet = workbook.addWorksheet(name)
  sheet.columns = columns.map(([header, isMoney]) => ({
    header,
    width: 18,
    ...(isMoney ? { style: { numFmt: money } } : {}),
  }))
  sheet.getRow(1).font = { bold: true }
  return sheet
}

/** Each order that one unit was paid for and another did. */
async function addClearings(workbook: ExcelJS.Workbook, lines: Lines): Promise<void> {
  const between = addSheet(workbook, '单位之间结清', [
    ['单号'],
    ['服务日期'],
    ['收了钱的单位'],
    ['做了服务的单位'],
    ['服务'],
    ['要转的金额（元）', true],
  ])
  let owed = 0
  for await (const { _id, day, fromUnitName, toUnitName, itemName, fen } of eachClearing(lines)) {
    between.addRow([
      _id.toString(),
      day,
      plainCell(fromUnitName),
      plainCell(toUnitName),
      plainCell(itemName),
      yuan(fen),
    ])
    owed += fen
  }
  between.addRow(['合计', '', '', '', '', yuan(owed)]).font = { bold: true }
}

/** Each order that was paid for, behind the sums. */
async function addLines(workbook: ExcelJS.Workbook, lines: Lines): Promise<void> {
  const sheet = addSheet(workbook, '明细', [
    ['单号'],
    ['服务日期'],
    ['单位'],
    ['服务'],
    ['原价（元）', true],
    ['补贴（元）', true],
    ['自付（元）', true],
    ['怎么付的'],
  ])
  for await (const entry of eachEntry(lines))
    sheet.addRow([
      entry._id,
      entry.day,
      plainCell(entry.unitName),
      plainCell(entry.itemName),
      yuan(entry.priceFen),
      yuan(entry.subsidyFen),
      yuan(entry.selfPaidFen),
      plainCell(entry.parts.map(({ name, fen }) => `${name} ${sayYuan(fen)}`).join('，')),
    ])
}

/** What units owe each other, in sums. */
function addBetween(workbook: ExcelJS.Workbook, clearings: Settlement['clearings']): void {
  const between = addSheet(workbook, '单位之间结清', [
    ['收了钱的单位'],
    ['做了服务的单位'],
    ['单数'],
    ['要转的金额（元）', true],
  ])
  for (const { fromUnitName, toUnitName, orders, fen } of clearings)
    between.addRow([plainCell(fromUnitName), plainCell(toUnitName), orders, yuan(fen)])
}

/**
 * What the street pays whom: a summary whose sums are those of the lines behind it. A district has hundreds of thousands
 * of lines, which a sheet would hold in memory and write without a pause: it gets the sums, and the lines street by street.
 */
export async function writeSettlement(actor: Actor, asked: Asked): Promise<Buffer> {
  const found = findLines(actor, asked)
  const settlement = await readAll(found)
  const workbook = await openWorkbook()
  const summary = addSheet(workbook, `${asked.month} 汇总`, [
    ['单位'],
    ['补贴'],
    ['付款方'],
    ['笔数'],
    ['金额（元）', true],
  ])
  for (const { unitName, programmeName, payer, orders, fen } of settlement.rows)
    summary.addRow([plainCell(unitName), plainCell(programmeName), plainCell(payer), orders, yuan(fen)])
  // Two programmes on one lunch are two lines of money: the sum is that of the lines above it.
  const count = settlement.rows.reduce((sum, { orders }) => sum + orders, 0)
  summary.addRow(['合计', '', '', count, yuan(settlement.totalFen)]).font = { bold: true }
  if (placeOf(asked.area).street === undefined) addBetween(workbook, settlement.clearings)
  else {
    await addLines(workbook, found)
    await addClearings(workbook, found)
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
