import { placeOf } from '@linli/shared/areas/areas'
import { sayYuan } from '@linli/shared/money'
import { formatClock, formatDate, toShanghaiDay } from '@linli/shared/time'
import type ExcelJS from 'exceljs'
import type { Deps } from '../../deps'
import { plainCell } from '../../lib/plainCell'
import { openWorkbook } from '../../lib/workbook'
import { Clearing, type ClearingRecord } from '../elderCare/bills/clearing.model'
import type { Actor } from '../users/actor'
import { SubsidyEntry, type SubsidyEntryRecord } from './card.model'
import {
  addShares,
  findLines,
  readClearings,
  readShares,
  sumUp,
  type Asked,
  type Lines,
  type Settlement,
} from './settlement.service'

/** Of one street, in the order of their numbers. */
const readEntries = (lines: Lines): Promise<SubsidyEntryRecord[]> =>
  SubsidyEntry.find(lines).sort({ _id: 1 }).lean<SubsidyEntryRecord[]>().exec()

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
function addLines(workbook: ExcelJS.Workbook, entries: readonly SubsidyEntryRecord[]): void {
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
  for (const entry of entries)
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

function addSummary(
  workbook: ExcelJS.Workbook,
  month: string,
  { rows, totalFen }: Pick<Settlement, 'rows' | 'totalFen'>,
  countedAt: Date,
): void {
  const summary = addSheet(workbook, `${month} 汇总`, [
    ['单位'],
    ['补贴'],
    ['付款方'],
    ['笔数'],
    ['金额（元）', true],
  ])
  for (const { unitName, programmeName, payer, orders, fen } of rows)
    summary.addRow([plainCell(unitName), plainCell(programmeName), plainCell(payer), orders, yuan(fen)])
  // Two programmes on one lunch are two lines of money: the sum is that of the lines above it.
  const count = rows.reduce((sum, { orders }) => sum + orders, 0)
  const until = `统计到 ${formatDate(toShanghaiDay(countedAt))} ${formatClock(countedAt)}`
  summary.addRow(['合计', until, '', count, yuan(totalFen)]).font = { bold: true }
}

/**
 * What the street pays whom: a summary whose sums are made of the very lines behind it, so that they agree whatever is
 * written meanwhile. A district has hundreds of thousands of lines, which a sheet would hold in memory and write without a
 * pause: it gets the sums, and the lines street by street.
 */
export async function writeSettlement(
  actor: Actor,
  asked: Asked,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Buffer> {
  const lines = findLines(actor, asked)
  const countedAt = clock.now()
  const workbook = await openWorkbook()
  if (placeOf(asked.area).street === undefined) {
    addSummary(workbook, asked.month, sumUp(await readShares(lines)), countedAt)
    addBetween(workbook, await readClearings(lines))
  } else {
    const entries = await readEntries(lines)
    addSummary(workbook, asked.month, sumUp(addShares(entries)), countedAt)
    addLines(workbook, entries)
    await addClearings(workbook, lines)
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
