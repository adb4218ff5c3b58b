import ExcelJS from 'exceljs'
import { nameCells } from './import.columns'
import { readSheet } from './import.sheet'
import { buildTemplate } from './import.template'
import { importColumns } from './import.columns'
import { importKinds } from '@linli/shared/register/register'

const csv = (text: string): Buffer => Buffer.from(text)

async function xlsx(rows: ExcelJS.CellValue[][]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  workbook.addWorksheet('表').addRows(rows)
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

test('reads csv with a mark, quotes, Windows line ends and empty lines, numbers as the sheet shows them', async () => {
  const { header, lines } = await readSheet(
    csv('\uFEFF姓名,地址\r\n"张, 三","一""号"\r\n\r\n,\r\n李四, 二号 \r\n'),
  )
  expect(header).toEqual({ number: 1, cells: ['姓名', '地址'] })
  expect(lines).toEqual([
    { number: 2, cells: ['张, 三', '一"号'] },
    { number: 5, cells: ['李四', '二号'] },
  ])
})

test('reads csv as Excel saves it on Chinese machines', async () => {
  const bytes = Buffer.from('cdf8b8f1c3fbb3c60ab5dad2bbcdf8b8f10a', 'hex')
  expect((await readSheet(bytes)).lines).toEqual([{ number: 2, cells: ['第一网格'] }])
})

test('keeps telephone numbers and rooms of csv as they are written', async () => {
  const { lines } = await readSheet(csv('手机号,室号\n19900000001,0302\n'))
  expect(lines[0]?.cells).toEqual(['19900000001', '0302'])
})

test('reads xlsx cells of every sort as text', async () => {
  const bytes = await xlsx([
    ['a', 'b', 'c', 'd', 'e', 'f'],
    [
      19900000001,
      new Date('1944-03-05T00:00:00Z'),
      { richText: [{ text: '张' }, { text: '三' }] },
      { formula: 'A2', result: 7 },
      { text: '链接', hyperlink: 'https://example.test' },
      true,
    ],
    [],
    ['后面', null, '空'],
  ])
  expect((await readSheet(bytes)).lines).toEqual([
    { number: 2, cells: ['19900000001', '1944-03-05', '张三', '7', '链接', 'true'] },
    { number: 4, cells: ['后面', '', '空'] },
  ])
})

test('refuses what is no sheet, is empty, too long, or unpacks to too much', async () => {
  const refuse = (bytes: Buffer, code: string) => expect(readSheet(bytes)).rejects.toMatchObject({ code })
  await refuse(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), 'import.unreadable')
  await refuse(Buffer.from('PK\u0003\u0004 broken'), 'import.unreadable')
  await refuse(csv('姓名\n\n'), 'import.empty')
  await refuse(csv(`姓名\n${'张三\n'.repeat(20_001)}`), 'import.too_many_rows')
  const bomb = await xlsx([['a'], ['b']])
  const entry = bomb.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
  bomb.writeUInt32LE(0xf0000000, entry + 24)
  await refuse(bomb, 'request.too_large')
})

test('finds columns by their titles in any order and says which are missing, doubled or unknown', () => {
  const header = { number: 1, cells: ['室 号*', '楼栋名称（必填）'] }
  const lines = [{ number: 2, cells: ['302', '3号楼', '多出来'] }]
  expect(nameCells('homes', header, lines)).toEqual({
    rows: [{ number: 2, values: { room: '302', building: '3号楼' } }],
    problems: [],
  })
  const wrong = { number: 3, cells: ['室号', '室号', '备注'] }
  expect(nameCells('homes', wrong, lines)).toEqual({
    rows: [],
    problems: [
      { row: 3, reason: '缺少「楼栋名称」这一列，请对照模板。' },
      { row: 3, reason: '「室号」这一列出现了两次，请保留一列。' },
      { row: 3, reason: '不认识「备注」这一列，请对照模板改名或删去。' },
    ],
  })
})

test.each(importKinds)(
  'the template for %s is read back without a problem once it is filled in',
  async (kind) => {
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load((await buildTemplate(kind)) as unknown as ExcelJS.Buffer)
    workbook.worksheets[0]?.addRow(importColumns[kind].map(({ example }) => example))
    const { header, lines } = await readSheet(Buffer.from(await workbook.xlsx.writeBuffer()))
    const { rows, problems } = nameCells(kind, header, lines)
    expect(problems).toEqual([])
    expect(Object.keys(rows[0]?.values ?? {})).toEqual(
      importColumns[kind].filter(({ example }) => example !== '').map(({ key }) => key),
    )
  },
)
