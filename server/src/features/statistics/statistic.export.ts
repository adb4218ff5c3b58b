import { fewPeople, isFew } from '@linli/shared/statistics/statistics'
import type { Figures, Share } from '@linli/shared/statistics/statistics.contract'
import type { DayRange } from './statistic.figures'

type Cell = number | Share | { average: number | undefined; of: number }

/** Columns that do not add up to one another, so that a hidden figure cannot be worked out from its neighbours. */
const columns: readonly (readonly [title: string, read: (figures: Figures) => Cell])[] = [
  ['居民评价均分(1-5)', ({ rating }) => ({ average: rating.average, of: rating.count })],
  ['评价人次', ({ rating }) => rating.count],
  ['居民提出', ({ created }) => created],
  ['已解决占比', ({ solved }) => solved],
  ['按时办结占比(分母含超期未办)', ({ onTime }) => onTime],
  ['重办占比', ({ reopened }) => reopened],
  ['现在超期未办', ({ overdue }) => overdue],
  ['工作人员主动发现', ({ found }) => found.raised],
]

/** Written for it. */
const few = `少于${fewPeople}`

/**
 * A sheet leaves the house, and two of them can be subtracted: of other months, or of a street and of its communities.
 * So its counts are rounded to fives, and what a difference says is a guess; a figure of fewer than five could point at
 * people and is not written at all.
 */
export const roundCount = (n: number): number => Math.round(n / fewPeople) * fewPeople

export const writeCount = (n: number | null): string => (n === null || isFew(n) ? few : String(roundCount(n)))

/** A share tells its whole and what is missing from it: all three must be many, or none. */
export function writeShare(share: Share | null): string {
  if (share === null) return few
  const { part, of } = share
  if (of === 0) return '无'
  if ([part, of, of - part].some(isFew)) return few
  const [some, all] = [roundCount(part), roundCount(of)]
  return `${Math.round((some / all) * 100)}%(${some}/${all})`
}

export const writeAverage = (average: number | undefined, of: number): string =>
  of === 0 ? '无' : isFew(of) ? few : (average?.toFixed(1) ?? '无')

const writeCell = (cell: Cell): string =>
  typeof cell === 'number'
    ? writeCount(cell)
    : 'average' in cell
      ? writeAverage(cell.average, cell.of)
      : writeShare(cell)

/** The last line of a sheet: of which days it is, and what its numbers are. */
export const noteOf = ({ from, to }: DayRange): string[] => [
  '',
  `${from} 至 ${to}，按整月；数字取整到 ${fewPeople}，${few}的不写出`,
]

/** Spreadsheets run what begins like a formula. */
const quote = (text: string): string => `"${text.replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`

/** Readable by spreadsheets in Chinese (UTF-8 with a mark). */
export const writeCsv = (lines: readonly (readonly string[])[]): string =>
  `\uFEFF${lines.map((line) => line.map(quote).join(',')).join('\r\n')}\r\n`

/** One line an area. */
export function writeSheet(
  rows: readonly { code: string; name: string; figures: Figures }[],
  range: DayRange,
): string {
  const head = ['编号', '区域', ...columns.map(([title]) => title)]
  const lines = rows.map(({ code, name, figures }) => [
    `\t${code}`,
    name,
    ...columns.map(([, read]) => writeCell(read(figures))),
  ])
  return writeCsv([head, ...lines, noteOf(range)])
}
