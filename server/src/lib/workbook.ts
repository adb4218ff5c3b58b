import type { Workbook } from 'exceljs'

/**
 * An empty spreadsheet. Its library is a fifth of all modules of the server and few requests write or read a sheet, so
 * it is loaded with the first of them.
 */
export async function openWorkbook(): Promise<Workbook> {
  const { default: ExcelJS } = await import('exceljs')
  return new ExcelJS.Workbook()
}
