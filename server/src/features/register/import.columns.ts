import type { ImportKind } from '@linli/shared/register/register'
import type { ImportProblem } from '@linli/shared/register/register.contract'
import type { SheetLine } from './import.sheet'

interface Column {
  /** In code. */
  key: string
  /** In the sheet. */
  title: string
  isRequired?: true
  example: string
}

/** The columns of each kind of sheet, in the order of the template. */
export const importColumns: Record<ImportKind, readonly Column[]> = {
  units: [
    { key: 'name', title: '单位名称', isRequired: true, example: '江畔苑物业服务处' },
    { key: 'kind', title: '类型', isRequired: true, example: '物业' },
    { key: 'phone', title: '电话', example: '021-56120000' },
    { key: 'hours', title: '服务时间', example: '每天 08:00-20:00' },
    { key: 'address', title: '地址', example: '江畔路 1 号' },
    { key: 'services', title: '服务内容', example: '公共维修、保洁' },
  ],
  grids: [{ key: 'name', title: '网格名称', isRequired: true, example: '第一网格' }],
  estates: [
    { key: 'name', title: '小区名称', isRequired: true, example: '江畔苑' },
    { key: 'address', title: '地址', example: '江畔路 1 弄' },
    { key: 'property', title: '物业名称', example: '江畔苑物业服务处' },
    { key: 'committee', title: '业委会名称', example: '江畔苑业主委员会' },
  ],
  buildings: [
    { key: 'name', title: '楼栋名称', isRequired: true, example: '3号楼' },
    { key: 'grid', title: '网格名称', isRequired: true, example: '第一网格' },
    { key: 'estate', title: '小区名称', example: '江畔苑' },
  ],
  homes: [
    { key: 'estate', title: '小区名称', example: '江畔苑' },
    { key: 'building', title: '楼栋名称', isRequired: true, example: '3号楼' },
    { key: 'room', title: '室号', isRequired: true, example: '302' },
    { key: 'exclusiveArea', title: '专有面积', example: '68.52' },
  ],
  people: [
    { key: 'name', title: '姓名', isRequired: true, example: '张小江' },
    { key: 'birthDate', title: '出生日期', isRequired: true, example: '1944-03-05' },
    { key: 'phone', title: '手机号', example: '19900000000' },
    { key: 'estate', title: '小区名称', example: '江畔苑' },
    { key: 'building', title: '楼栋名称', isRequired: true, example: '3号楼' },
    { key: 'room', title: '室号', isRequired: true, example: '302' },
    { key: 'household', title: '户号', example: '1' },
    { key: 'link', title: '与房屋关系', isRequired: true, example: '业主' },
    { key: 'from', title: '起始日期', example: '2010-06-01' },
    { key: 'to', title: '结束日期', example: '' },
  ],
}

/** A line by column key; an empty cell is absent. */
export interface ImportRow {
  number: number
  values: Partial<Record<string, string>>
}

const plain = (title: string): string => title.normalize('NFKC').replace(/[\s*]|\(.*\)/g, '')

/**
 * Gives the cells of each line their names by the titles in the first line, in whatever order.
 * @returns problems of the first line when titles are missing, doubled or not known; then no rows.
 */
export function nameCells(
  kind: ImportKind,
  header: SheetLine,
  lines: readonly SheetLine[],
): { rows: ImportRow[]; problems: ImportProblem[] } {
  const columns = importColumns[kind]
  const titles = header.cells.map(plain)
  const problems: ImportProblem[] = []
  const report = (reason: string): void => {
    problems.push({ row: header.number, reason })
  }
  for (const { title, isRequired } of columns)
    if (isRequired && !titles.includes(title)) report(`缺少「${title}」这一列，请对照模板。`)
  titles.forEach((title, i) => {
    if (title !== '' && titles.indexOf(title) !== i) report(`「${title}」这一列出现了两次，请保留一列。`)
    if (title !== '' && !columns.some((column) => column.title === title))
      report(`不认识「${title}」这一列，请对照模板改名或删去。`)
  })
  if (problems.length > 0) return { rows: [], problems }
  const keys = titles.map((title) => columns.find((column) => column.title === title)?.key)
  const rows = lines.map(({ number, cells }) => ({
    number,
    values: Object.fromEntries(
      cells.flatMap((cell, i) => (cell !== '' && keys[i] !== undefined ? [[keys[i], cell] as const] : [])),
    ),
  }))
  return { rows, problems }
}
