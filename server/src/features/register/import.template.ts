import { unitKindNames } from '@linli/shared/areas/areas'
import { importKindNames, type ImportKind } from '@linli/shared/register/register'
import { importColumns } from './import.columns'
import { openWorkbook } from '../../lib/workbook'

const hints: Partial<Record<ImportKind, string>> = {
  units: `「类型」从这些里选：${Object.values(unitKindNames).join('、')}。`,
  homes: '「专有面积」写房产证上的平方米数，表决时按它计算。',
  people: '一个人有几套房屋，就写几行。「与房屋关系」写：业主、租户、家人、仅户口。「户号」可以不写。',
}

/** An empty sheet with the titles, and a second one that explains and shows an example. */
export async function buildTemplate(kind: ImportKind): Promise<Buffer> {
  const workbook = await openWorkbook()
  const columns = importColumns[kind]
  const sheet = workbook.addWorksheet(importKindNames[kind])
  sheet.columns = columns.map(({ title, isRequired }) => ({
    header: isRequired ? `${title}*` : title,
    width: 18,
    style: { numFmt: '@' },
  }))
  sheet.getRow(1).font = { bold: true }
  const help = workbook.addWorksheet('填写说明')
  help.columns = [{ width: 18 }, { width: 10 }, { width: 30 }]
  help.addRow(['列名', '是否必填', '例子'])
  for (const { title, isRequired, example } of columns)
    help.addRow([title, isRequired ? '必填' : '可不填', example])
  help.addRow([])
  help.addRow(['请填写第一张表，第一行的列名不要改动。有一行不对，整份表格都不会导入，改好后再上传即可。'])
  const hint = hints[kind]
  if (hint !== undefined) help.addRow([hint])
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
