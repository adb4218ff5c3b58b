import ExcelJS from 'exceljs'
import { evil } from './evilWords'

/** A program for sheets reads every cell of it as words or numbers, the evil ones that were put into it too. */
export async function expectPlainSheet(bytes: Buffer, least = 1): Promise<void> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes as unknown as ArrayBuffer)
  let found = 0
  for (const sheet of workbook.worksheets)
    sheet.eachRow((row) => {
      row.eachCell(({ type, text }) => {
        expect([ExcelJS.ValueType.Formula, ExcelJS.ValueType.Hyperlink]).not.toContain(type)
        expect(text.startsWith('=')).toBe(false)
        if (text.includes(evil)) found += 1
      })
    })
  expect(found).toBeGreaterThanOrEqual(least)
}
