import { Readable } from 'node:stream'
import { importLimits } from '@linli/shared/register/register'
import type ExcelJS from 'exceljs'
import { AppError, assertThat } from '../../lib/appError'
import { openWorkbook } from '../../lib/workbook'

/** A line of a sheet: its number as the sheet shows it, and its cells as text by position. */
export interface SheetLine {
  number: number
  cells: string[]
}

/** A sheet of the largest size is a few MB unpacked; a file that claims more is not one. */
const maxUnpackedBytes = 200 * 1024 * 1024
const centralDirectoryEntry = Buffer.from('PK\u0001\u0002', 'latin1')

function readUnpackedSize(zip: Buffer): number {
  let size = 0
  for (let at = zip.indexOf(centralDirectoryEntry); at >= 0; at = zip.indexOf(centralDirectoryEntry, at + 46))
    if (at + 28 <= zip.length) size += zip.readUInt32LE(at + 24)
  return size
}

function toText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value !== 'object') return String(value).trim()
  if ('richText' in value)
    return value.richText
      .map(({ text }) => text)
      .join('')
      .trim()
  if ('text' in value) return toText(value.text)
  if ('result' in value) return toText(value.result)
  return ''
}

/** UTF-8 with or without a mark, else GB 18030, in which Excel saves csv on Chinese machines. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

async function openSheet(bytes: Buffer): Promise<ExcelJS.Worksheet | undefined> {
  const workbook = await openWorkbook()
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    assertThat(readUnpackedSize(bytes) <= maxUnpackedBytes, 'request.too_large')
    await workbook.xlsx.load(bytes as unknown as ExcelJS.Buffer)
    return workbook.worksheets[0]
  }
  assertThat(!bytes.includes(0), 'import.unreadable')
  const keepAsWritten = { map: (value: unknown) => value }
  return workbook.csv.read(Readable.from([decode(bytes)]), keepAsWritten)
}

function listLines(sheet: ExcelJS.Worksheet): SheetLine[] {
  const lines: SheetLine[] = []
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    const values = Array.isArray(row.values) ? row.values.slice(1) : []
    const cells = Array.from(values, toText)
    if (cells.some((cell) => cell !== '')) lines.push({ number, cells })
  })
  return lines
}

/**
 * Reads the first sheet of an xlsx file, or a csv file, by content and not by name. Empty lines are left out, the
 * others keep their numbers.
 * @throws AppError `import.unreadable`, `import.empty`, `import.too_many_rows`, `request.too_large`.
 */
export async function readSheet(bytes: Buffer): Promise<{ header: SheetLine; lines: SheetLine[] }> {
  let all: SheetLine[]
  try {
    const sheet = await openSheet(bytes)
    all = sheet ? listLines(sheet) : []
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('import.unreadable')
  }
  const [header, ...lines] = all
  assertThat(header && lines.length > 0, 'import.empty')
  assertThat(lines.length <= importLimits.rows, 'import.too_many_rows')
  return { header, lines }
}
