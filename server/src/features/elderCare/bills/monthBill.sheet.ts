import type { BillLine } from '@linli/shared/elderCare/monthBill.contract'
import type { PaymentState } from '@linli/shared/elderCare/order.state'
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
import { findCost, findPayable } from '../orders/order.cost'
import { Order, type OrderRecord } from '../orders/order.model'
import { describePayment } from '../orders/order.moneyWords'

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

/** The third sheet, a row for each order: what it costs and who pays the rest of it is for the desk. */
function listOrderRows(
  orders: readonly OrderRecord[],
  {
    isDesk,
    nameOf,
    isSingle,
  }: {
    isDesk: boolean
    nameOf: (order: OrderRecord) => string
    isSingle: (order: OrderRecord) => boolean
  },
): Sheet {
  const rows = orders.map((order): Cell[] => {
    const cost = findCost(order) ?? { itemName: order.item.name, priceFen: 0, subsidyFen: 0, selfPaidFen: 0 }
    const taken = (state: PaymentState) => yuan(order.payment.state === state ? findPayable(order) : 0)
    return [
      ...[nameOf(order), order.day, order.unitName, cost.itemName],
      ...(isDesk ? [yuan(cost.priceFen), yuan(cost.subsidyFen)] : []),
      yuan(cost.selfPaidFen),
      `${describePayment(order, 'desk')}${isSingle(order) ? '（单独收的）' : ''}`,
      ...[taken('due'), taken('received')],
    ]
  })
  rows.sort(
    (a, b) => String(a[0]).localeCompare(String(b[0]), 'zh') || String(a[1]).localeCompare(String(b[1])),
  )
  const costs = isDesk ? ['原价（元）', '补贴（元）'] : []
  const titles = [
    ...['姓名', '服务日期', '单位', '服务', ...costs, '自付（元）'],
    ...['怎么付的', '还没收（元）', '已收到（元）'],
  ]
  const sums = titles.flatMap((title, i) => (title.endsWith('（元）') ? [i] : []))
  return { name: '每一单', titles, sums, rows }
}

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
  const titles = ['姓名', '手机', '单位', '单数', '金额（元）']
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
    listOrderRows(orders, {
      isDesk: 'desk' in owner,
      nameOf: ({ personId }) => people.get(personId.toString())?.personName ?? '',
      isSingle: (order) => singles.includes(order),
    }),
  ])
  const [, code = ''] = post.split(':')
  const subject = { kind: 'unit', id: code, district: actor.memberships[0]?.place.district ?? '' }
  await recordAudit(actor, 'careBills.exported', subject, { month }, deps)
  return file
}
