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

/** The lines of a street in a month, in the order in which they were written. @throws AppError `access.denied`. */
async function* readEntries(actor: Actor, { area, month }: Asked): AsyncGenerator<SubsidyEntryRecord> {
  const { street, district } = placeOf(area)
  assertThat(findOfficer(actor, placeOf(area)), 'access.denied')
  const where = street === undefined ? { district, month } : { street, month }
  const rows = SubsidyEntry.find(where)
    .sort({ _id: 1 })
    .lean<SubsidyEntryRecord[]>()
    .cursor({ batchSize: 500 }) as AsyncIterable<SubsidyEntryRecord>
  yield* rows
}

/** Sums by unit and programme; price = programmes + self-paid, to the fen. */
export async function readSettlement(actor: Actor, asked: Asked): Promise<Settlement> {
  const rows = new Map<string, Settlement['rows'][number]>()
  const sum = { orders: 0, totalFen: 0, selfPaidFen: 0, priceFen: 0 }
  for await (const entry of readEntries(actor, asked)) {
    sum.orders += Math.sign(entry.priceFen)
    sum.totalFen += entry.subsidyFen
    sum.selfPaidFen += entry.selfPaidFen
    sum.priceFen += entry.priceFen
    for (const { code, name, payer, fen } of entry.parts) {
      const key = `${entry.unitId.toString()} ${code}`
      const row = rows.get(key) ?? { unitName: entry.unitName, programmeName: name, payer, orders: 0, fen: 0 }
      rows.set(key, { ...row, orders: row.orders + Math.sign(fen), fen: row.fen + fen })
    }
  }
  const byUnit = [...rows.values()].sort(
    (a, b) => a.unitName.localeCompare(b.unitName, 'zh') || b.fen - a.fen,
  )
  return { rows: byUnit, clearings: await readClearings(asked), ...sum }
}

/** What units owe each other, because one took the money and another did the work. */
async function readClearings(asked: Asked): Promise<Settlement['clearings']> {
  const rows = new Map<string, Settlement['clearings'][number]>()
  for await (const { fromUnitId, fromUnitName, toUnitId, toUnitName, fen } of listClearings(asked)) {
    const key = `${fromUnitId.toString()} ${toUnitId.toString()}`
    const row = rows.get(key) ?? { fromUnitName, toUnitName, orders: 0, fen: 0 }
    rows.set(key, { ...row, orders: row.orders + 1, fen: row.fen + fen })
  }
  return [...rows.values()].sort((a, b) => b.fen - a.fen)
}

/** Whoever reads them has been let in by `readEntries`. */
function listClearings({ area, month }: Asked): AsyncIterable<ClearingRecord> {
  const { street, district } = placeOf(area)
  return Clearing.find(street === undefined ? { district, month } : { street, month })
    .sort({ _id: 1 })
    .lean<ClearingRecord[]>()
    .cursor({ batchSize: 500 }) as AsyncIterable<ClearingRecord>
}

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
async function addClearings(workbook: ExcelJS.Workbook, asked: Asked): Promise<void> {
  const between = addSheet(workbook, '单位之间结清', [
    ['单号'],
    ['服务日期'],
    ['收了钱的单位'],
    ['做了服务的单位'],
    ['服务'],
    ['要转的金额（元）', true],
  ])
  let owed = 0
  for await (const { _id, day, fromUnitName, toUnitName, itemName, fen } of listClearings(asked)) {
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
async function addLines(workbook: ExcelJS.Workbook, actor: Actor, asked: Asked): Promise<void> {
  const lines = addSheet(workbook, '明细', [
    ['单号'],
    ['服务日期'],
    ['单位'],
    ['服务'],
    ['原价（元）', true],
    ['补贴（元）', true],
    ['自付（元）', true],
    ['怎么付的'],
  ])
  for await (const entry of readEntries(actor, asked))
    lines.addRow([
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
  const settlement = await readSettlement(actor, asked)
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
    await addLines(workbook, actor, asked)
    await addClearings(workbook, asked)
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
