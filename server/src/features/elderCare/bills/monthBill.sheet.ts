import type { BillLine } from '@linli/shared/elderCare/monthBill.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { plainCell } from '../../../lib/plainCell'
import { openWorkbook } from '../../../lib/workbook'
import { recordAudit } from '../../audit/audit.service'
import type { Actor } from '../../users/actor'
import {
  findBillOwner,
  listReceipts,
  listSingles,
  nameLines,
  readBillPeople,
  toReceivedLine,
} from './monthBill.desk'
import { listDueLines, listDueOrders } from './monthBill.due'
import { findCost } from '../orders/order.cost'
import { Order, type OrderRecord } from '../orders/order.model'
import { describePayment, findPayable } from '../orders/order.words'

const yuan = (fen: number): number => fen / 100
const money = '#,##0.00'

type Cell = string | number

/** Columns of which some are sums, and a last row that adds them up. */
interface Sheet {
  name: string
  titles: readonly string[]
  /** Which columns are yuan, by place. */
  sums: readonly number[]
  rows: Cell[][]
}

async function writeWorkbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const workbook = await openWorkbook()
  for (const { name, titles, sums, rows } of sheets) {
    const sheet = workbook.addWorksheet(name)
    sheet.columns = titles.map((header, i) => ({
      header,
      width: 18,
      ...(sums.includes(i) ? { style: { numFmt: money } } : {}),
    }))
    sheet.getRow(1).font = { bold: true }
    for (const row of rows)
      sheet.addRow(row.map((cell) => (typeof cell === 'string' ? plainCell(cell) : cell)))
    // Whole fen are added, not what is left of them as yuan.
    const total = (i: number) => yuan(rows.reduce((sum, row) => sum + Math.round(Number(row[i]) * 100), 0))
    const last = titles.map((_, i) => (i === 0 ? '合计' : sums.includes(i) ? total(i) : ''))
    sheet.addRow(last).font = { bold: true }
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

const toLineRow = ({ personName, phoneText = '', unitName, orders, fen, received }: BillLine): Cell[] => [
  ...[personName, phoneText, unitName, orders, yuan(fen)],
  ...(received ? [toShanghaiDay(new Date(received.at)), received.byName] : []),
]

/** What is open and what was received of a month, a line for each elder and unit, and each order behind them. */
export async function writeMonthBills(
  actor: Actor,
  { post, month }: { post: string; month: string },
  deps: Deps,
): Promise<Buffer> {
  const owner = findBillOwner(actor, post)
  const receipts = await listReceipts(owner, month)
  const taken = await Order.find(
    { _id: { $in: receipts.flatMap(({ orders }) => orders.map(({ orderId }) => orderId)) } },
    { outbox: 0 },
  ).lean<OrderRecord[]>()
  const singles = await listSingles(owner, month)
  const orders = [...(await listDueOrders(owner, month)), ...taken, ...singles]
  const people = await readBillPeople(
    orders.map(({ personId }) => personId),
    deps,
  )
  const nameOf = ({ personId }: OrderRecord) => people.get(personId.toString())?.personName ?? ''
  const titles = ['姓名', '手机', '单位', '单数', '金额（元）']
  const isSingle = new Set(singles.map(({ _id }) => _id.toString()))
  const rows = orders.map((order): Cell[] => {
    const cost = findCost(order) ?? { itemName: order.item.name, priceFen: 0, subsidyFen: 0, selfPaidFen: 0 }
    const how = isSingle.has(order._id.toString())
      ? `${describePayment(order, 'worker')}（单独收的）`
      : describePayment(order, 'worker')
    return [
      ...[nameOf(order), order.day, order.unitName, cost.itemName],
      ...[yuan(cost.priceFen), yuan(cost.subsidyFen), yuan(cost.selfPaidFen)],
      ...[
        how,
        yuan(order.payment.state === 'due' ? findPayable(order) : 0),
        yuan(order.payment.state === 'received' ? findPayable(order) : 0),
      ],
    ]
  })
  rows.sort(
    (a, b) => String(a[0]).localeCompare(String(b[0]), 'zh') || String(a[1]).localeCompare(String(b[1])),
  )
  const file = await writeWorkbook([
    {
      name: `${month} 还没收`,
      titles,
      sums: [4],
      rows: (await nameLines(await listDueLines(owner, month), month, deps)).map(toLineRow),
    },
    {
      name: `${month} 已收到`,
      titles: [...titles, '收到日期', '谁收的'],
      sums: [4],
      rows: (await nameLines(receipts.map(toReceivedLine), month, deps)).map(toLineRow),
    },
    {
      name: '每一单',
      titles: [
        '姓名',
        '服务日期',
        '单位',
        '服务',
        '原价（元）',
        '补贴（元）',
        '自付（元）',
        '怎么付的',
        '还没收（元）',
        '已收到（元）',
      ],
      sums: [4, 5, 6, 8, 9],
      rows,
    },
  ])
  const [, code = ''] = post.split(':')
  const subject = { kind: 'unit', id: code, district: actor.memberships[0]?.place.district ?? '' }
  await recordAudit(actor, 'careBills.exported', subject, { month }, deps)
  return file
}
