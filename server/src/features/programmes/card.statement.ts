import type { Place } from '@linli/shared/areas/areas'
import { sayYuan } from '@linli/shared/money'
import { endOfMonth, monthOf } from '@linli/shared/programmes/programme'
import { formatDate, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { plainCell } from '../../lib/plainCell'
import { escapeHtml, printStyle, renderPrintPage } from '../../lib/printPage'
import { openWorkbook } from '../../lib/workbook'
import { findClient, findStationStaff } from '../elderCare/clients/client.access'
import { findCost, type OrderCost } from '../elderCare/orders/order.cost'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { describePayment } from '../elderCare/orders/order.moneyWords'
import { openPerson } from '../register/person.crypto'
import { findElderKeeper } from '../elders/elder.policy'
import type { Actor, ActorMembership } from '../users/actor'
import { hasRecordAccess } from '../users/recordAccess.service'
import { SubsidyEntry } from './card.model'

const mostOrders = 500

interface StatementRow {
  day: string
  itemName: string
  unitName: string
  priceFen: number
  subsidyFen: number
  selfPaidFen: number
  /** 「助餐补贴 5 元」, or that it is not settled yet. */
  subsidyText: string
  paymentText: string
}

/** What one person had in a month, and who paid it: price = programmes + self-paid, line by line and in the sums. */
export interface Statement {
  personName: string
  month: string
  rows: StatementRow[]
  sums: Pick<StatementRow, 'priceFen' | 'subsidyFen' | 'selfPaidFen'>
}

async function readParts(orders: readonly OrderRecord[]): Promise<Map<string, string>> {
  const ids = orders.map(({ _id }) => _id.toString())
  const entries = await SubsidyEntry.find({ _id: { $in: ids } }, { parts: 1 }).lean()
  return new Map(
    entries.map(({ _id, parts }) => [
      _id,
      parts.map(({ name, fen }) => `${name} ${sayYuan(fen)}`).join('，'),
    ]),
  )
}

function viewRow(order: OrderRecord, cost: OrderCost, parts: string | undefined): StatementRow {
  const { day, unitName } = order
  const { subsidyFen } = cost
  return {
    ...{ day, unitName, ...cost, paymentText: describePayment(order) },
    subsidyText: subsidyFen === 0 ? '' : (parts ?? `${sayYuan(subsidyFen)}，确认后结算`),
  }
}

/** Who prints it for an elder without a phone: the community's desk, and its station, where she asks about it. */
export const findStatementOpener = (actor: Actor, place: Partial<Place>): ActorMembership | undefined =>
  findElderKeeper(actor, place) ?? findStationStaff(actor, place)

/**
 * Once it was opened with a reason, which she can read: which programmes somebody has tells her income. Who has opened
 * her whole record has opened this too.
 */
async function assertMayPrint(
  actor: Actor,
  { id, place }: { id: string; place: Place },
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  assertThat(findStatementOpener(actor, place), 'record.not_found')
  const isOpened =
    (await hasRecordAccess(actor, 'careStatement', id, deps)) ||
    (await hasRecordAccess(actor, 'person', id, deps))
  assertThat(isOpened, 'access.reason_required')
}

/**
 * One's own statement, or the elder's by a bond with the scope `orders`; of the present month unless one is named.
 * @throws AppError as `viewCard`.
 */
export async function readStatement(
  actor: Actor,
  asked: { person?: string | undefined; month?: string | undefined },
  deps: Deps,
): Promise<Statement> {
  const { person, place, acting } = await findClient(actor, asked.person, deps)
  if (!acting) await assertMayPrint(actor, { id: person._id.toString(), place }, deps)
  const month = asked.month ?? monthOf(toShanghaiDay(deps.clock.now()))
  const range = { $gte: fromShanghaiDay(`${month}-01`), $lt: endOfMonth(month) }
  const read = (open: boolean) =>
    Order.find({ personId: person._id, open, startsAt: range }, { outbox: 0 })
      .sort({ startsAt: 1 })
      .limit(mostOrders)
      .lean<OrderRecord[]>()
  const orders = [...(await read(true)), ...(await read(false))]
  const parts = await readParts(orders)
  const rows = orders
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
    .flatMap((order) => {
      const cost = findCost(order)
      return cost ? [viewRow(order, cost, parts.get(order._id.toString()))] : []
    })
  const sum = (of: 'priceFen' | 'subsidyFen' | 'selfPaidFen') => rows.reduce((all, row) => all + row[of], 0)
  const sums = { priceFen: sum('priceFen'), subsidyFen: sum('subsidyFen'), selfPaidFen: sum('selfPaidFen') }
  return { personName: openPerson(person, deps.crypto).name, month, rows, sums }
}

/** 「11月22日」: the year stands in the title. */
const sayDay = (day: string): string => formatDate(day).slice(day.indexOf('-') + 1)

const titleOf = ({ personName, month }: Statement): string =>
  `${personName} ${Number(month.slice(0, 4))}年${Number(month.slice(5))}月 养老服务对账单`

const yuan = (fen: number): number => fen / 100
const money = { style: { numFmt: '#,##0.00' } }
const titles = [
  '日期',
  '服务',
  '单位',
  '原价（元）',
  '补贴（元）',
  '自付（元）',
  '补贴怎么付的',
  '自付怎么付的',
]

export async function writeStatement(statement: Statement): Promise<Buffer> {
  const { month, rows, sums } = statement
  const workbook = await openWorkbook()
  const sheet = workbook.addWorksheet(`${month} 对账单`)
  sheet.columns = titles.map((header, i) => ({ header, width: 18, ...(i >= 3 && i <= 5 ? money : {}) }))
  sheet.getRow(1).font = { bold: true }
  for (const { day, itemName, unitName, priceFen, subsidyFen, selfPaidFen, subsidyText, paymentText } of rows)
    sheet.addRow([
      ...[day, plainCell(itemName), plainCell(unitName)],
      ...[yuan(priceFen), yuan(subsidyFen), yuan(selfPaidFen)],
      ...[plainCell(subsidyText), plainCell(paymentText)],
    ])
  const { priceFen, subsidyFen, selfPaidFen } = sums
  const total = ['合计', '', '', yuan(priceFen), yuan(subsidyFen), yuan(selfPaidFen), '', '']
  sheet.addRow(total).font = { bold: true }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

const style = `${printStyle}
body { font-size: 12pt }
td:nth-child(1), td:nth-child(3), td:nth-child(5) { white-space: nowrap }
`

/** A4 in large type: to be laid before an elder who reads no screen. */
export function renderStatement(statement: Statement): string {
  const title = titleOf(statement)
  const { rows, sums } = statement
  const line = (cells: readonly string[], tag = 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  const lines = rows.map(
    ({ day, itemName, unitName, priceFen, subsidyFen, selfPaidFen, subsidyText, paymentText }) =>
      line([
        ...[sayDay(day), `${itemName}，${unitName}`, sayYuan(priceFen)],
        subsidyFen === 0 ? '' : subsidyText,
        ...[sayYuan(selfPaidFen), paymentText],
      ]),
  )
  const said =
    rows.length === 0
      ? '这个月没有要算的服务。'
      : `一共 ${sayYuan(sums.priceFen)}：补贴付 ${sayYuan(sums.subsidyFen)}，您付 ${sayYuan(sums.selfPaidFen)}。`
  return renderPrintPage(
    title,
    `<h1>${escapeHtml(title)}</h1>
<p class="large">${said}</p>
<table>
${line(['日期', '服务', '原价', '补贴', '您付', '怎么付的'], 'th')}
${lines.join('\n')}
</table>
<p class="small">看不明白，或者有不对的，请拿这张单子到社区服务站问。</p>`,
    style,
  )
}
