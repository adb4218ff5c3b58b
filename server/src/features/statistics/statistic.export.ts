import { fewPeople, isFew } from '@linli/shared/statistics/statistics'
import type { Figures, Share } from '@linli/shared/statistics/statistics.contract'

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
export const few = `少于${fewPeople}`

/** A figure of fewer than five could point at people: neither it, nor a share of so few, is written. */
function writeCell(cell: Cell): string {
  if (typeof cell === 'number') return isFew(cell) ? few : String(cell)
  if (cell.of === 0) return '无'
  if ('average' in cell) return cell.of < fewPeople ? few : (cell.average?.toFixed(2) ?? '无')
  const isHidden = isFew(cell.of) || isFew(cell.part) || isFew(cell.of - cell.part)
  return isHidden ? few : `${((cell.part / cell.of) * 100).toFixed(1)}%(${cell.part}/${cell.of})`
}

/** Spreadsheets run what begins like a formula. */
const quote = (text: string): string => `"${text.replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`

/** Readable by spreadsheets in Chinese (UTF-8 with a mark). */
export const writeCsv = (lines: readonly (readonly string[])[]): string =>
  `\uFEFF${lines.map((line) => line.map(quote).join(',')).join('\r\n')}\r\n`

/** One line an area. */
export function writeSheet(rows: readonly { code: string; name: string; figures: Figures }[]): string {
  const head = ['编号', '区域', ...columns.map(([title]) => title)]
  const lines = rows.map(({ code, name, figures }) => [
    `\t${code}`,
    name,
    ...columns.map(([, read]) => writeCell(read(figures))),
  ])
  return writeCsv([head, ...lines])
}
