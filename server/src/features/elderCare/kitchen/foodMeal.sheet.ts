import { keepingNames, mealNames, temperatureStageNames } from '@linli/shared/elderCare/foodRecord'
import { addDays, formatClock, toShanghaiDay } from '@linli/shared/time'
import type ExcelJS from 'exceljs'
import { plainCell } from '../../../lib/plainCell'
import { openWorkbook } from '../../../lib/workbook'
import type { Actor } from '../../users/actor'
import { isSafeEntry } from './foodMeal.change'
import { FoodMeal, type FoodMealRecord, type FoodSample, type FoodTemperature } from './foodMeal.model'
import { findKeptUnit } from '../providers/provider.service'

const maxMeals = 3 * 31

/** Records are read far from the day: every time says its date. */
const sayAt = (at: Date): string => `${toShanghaiDay(at)} ${formatClock(at)}`

const sayStruck = ({ struck }: FoodSample | FoodTemperature): string =>
  struck ? `作废（${struck.by}，${sayAt(struck.at)}）：${struck.reason}` : ''

function addSheet(
  workbook: ExcelJS.Workbook,
  name: string,
  titles: readonly string[],
  rows: string[][],
): void {
  const sheet = workbook.addWorksheet(name)
  sheet.columns = titles.map((header) => ({ header, width: 18, style: { numFmt: '@' } }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rows) sheet.addRow(row.map(plainCell))
}

const listSampleRows = (records: readonly FoodMealRecord[]): string[][] =>
  records.flatMap(({ day, meal, samples }) =>
    samples.map((sample) => {
      const { dish, grams, at, by, disposed } = sample
      const end = disposed ? [sayAt(disposed.at), disposed.by] : ['', '']
      return [day, mealNames[meal], dish, String(grams), sayAt(at), by, ...end, sayStruck(sample)]
    }),
  )

const listTemperatureRows = (records: readonly FoodMealRecord[]): string[][] =>
  records.flatMap(({ day, meal, temperatures }) =>
    temperatures.map((each) => {
      const { dish, stage, keeping, celsius, at, by, measure = '' } = each
      const verdict = isSafeEntry(each) ? '合格' : '不合格'
      const what = [dish, temperatureStageNames[stage], keepingNames[keeping], String(celsius), verdict]
      return [day, mealNames[meal], ...what, measure, sayAt(at), by, sayStruck(each)]
    }),
  )

/** Samples and temperatures of some days, as inspectors ask for them. */
export async function writeFoodSheet(
  actor: Actor,
  unitId: string,
  { from, to }: { from: string; to: string },
): Promise<Buffer> {
  await findKeptUnit(actor, unitId)
  const records = await FoodMeal.find({ unitId, day: { $gte: from, $lt: addDays(to, 1) } }, { outbox: 0 })
    .sort({ day: 1, _id: 1 })
    .limit(maxMeals)
    .lean<FoodMealRecord[]>()
  const workbook = await openWorkbook()
  const kept = ['日期', '餐次', '菜名', '克数', '留样时间', '留样人', '处理时间', '处理人', '备注']
  addSheet(workbook, '留样', kept, listSampleRows(records))
  const taken = [
    '日期',
    '餐次',
    '菜名',
    '环节',
    '冷热',
    '温度（℃）',
    '结果',
    '处理',
    '时间',
    '记录人',
    '备注',
  ]
  addSheet(workbook, '温度', taken, listTemperatureRows(records))
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
