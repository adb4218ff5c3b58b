import { isPortion } from '@linli/shared/elderCare/itemKinds'
import type { KitchenList } from '@linli/shared/elderCare/kitchen.contract'
import { orderRules } from '@linli/shared/elderCare/order.state'
import { isGone } from '@linli/shared/register/register'
import {
  formatClock,
  formatDay,
  formatPaperDay,
  formatPaperMoment,
  fromShanghaiDay,
  toShanghaiDay,
} from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { plainCell } from '../../../lib/plainCell'
import { escapeHtml, printStyle, renderPrintPage } from '../../../lib/printPage'
import { openWorkbook } from '../../../lib/workbook'
import { Home } from '../../register/home.model'
import { openPerson } from '../../register/person.crypto'
import { Person, type PersonDocument } from '../../register/person.model'
import { Unit } from '../../areas/unit.model'
import type { Actor } from '../../users/actor'
import { readDiets } from '../clients/client.diet'
import { Order, orderListFields, type OrderRecord } from '../orders/order.model'
import { canSeeOrderContact, canSeeOrderHealth } from '../orders/order.policy'
import { describeOrder } from '../orders/order.words'
import { isStaffOf } from '../providers/provider.policy'

const minute = 60_000
/** Not told to the unit yet, for it may still be undone or never be paid; or of no meal any more. */
const notCooked: readonly OrderRecord['state'][] = ['placed', 'cancelled', 'noShow', 'refunded']

/** What a kitchen cooks on a day, by the time it is eaten. */
export async function readMeals(unitId: string, day: string): Promise<OrderRecord[]> {
  const rows = await Order.find({ unitId, day }, orderListFields)
    .sort({ startsAt: 1, building: 1, _id: 1 })
    .limit(2000)
    .lean<OrderRecord[]>()
  return rows.filter(
    ({ item, state, post, desk }) => isPortion(item) && !notCooked.includes(state) && post !== desk,
  )
}

/** Still to be cooked and brought on a day, and how many of them are past the time at which they are eaten. */
export async function countMeals(
  unitId: string,
  day: string,
  now: Date,
): Promise<{ count: number; late: number }> {
  const open = (await readMeals(unitId, day)).filter((order) => order.open && order.state !== 'finished')
  return { count: open.length, late: open.filter(({ endsAt }) => endsAt < now).length }
}

/** By when a box leaves the kitchen; what is eaten there is served as its window begins. */
export function findLeaveBy({ startsAt, item }: Pick<OrderRecord, 'startsAt' | 'item'>): Date {
  const before = item.place === 'home' ? orderRules.leaveBeforeMinutes : 0
  return new Date(startsAt.getTime() - before * minute)
}

async function readHomes(orders: readonly OrderRecord[]): Promise<Map<string, string>> {
  const ids = orders.flatMap(({ homeId }) => homeId ?? [])
  const homes = await Home.find({ _id: { $in: ids } }, { label: 1 }).lean()
  return new Map(homes.map(({ _id, label }) => [_id.toString(), label]))
}

type Row = KitchenList['rows'][number]

function viewRow(
  order: OrderRecord,
  known: { person: PersonDocument | undefined; home: string | undefined; diet: string[] },
  now: Date,
  deps: Deps,
): Row {
  const { startsAt, endsAt, item, communityName, helpers } = order
  const clear = known.person ? openPerson(known.person, deps.crypto) : undefined
  const isHere = known.person !== undefined && !isGone(known.person.state)
  const leaveBy = findLeaveBy(order)
  const eatBy = new Date(leaveBy.getTime() + orderRules.eatWithinMinutes * minute)
  return {
    id: order._id.toString(),
    name: clear?.name ?? '长者',
    address: isHere ? [communityName, known.home].filter(Boolean).join(' ') : undefined,
    phone: isHere ? clear?.phone : undefined,
    itemName: item.name,
    isDelivered: item.place === 'home',
    timeText: `${formatClock(startsAt)}–${formatClock(endsAt)}`,
    ...{ diet: isHere ? known.diet : [], leaveBy: leaveBy.toISOString(), eatBy: eatBy.toISOString() },
    ...{ leaveByText: `${formatClock(leaveBy)} 前出发`, eatByText: `${formatClock(eatBy)} 前吃完` },
    carrier: helpers.length > 0 ? helpers.map(({ name }) => name).join('、') : undefined,
    stateText: describeOrder(order, now, 'helper'),
  }
}

/** How many of each meal, and of each how many with what is to be minded: lunch and dinner are cooked apart. */
function countTotals(rows: readonly Row[]): KitchenList['totals'] {
  const meals = [...new Set(rows.map(({ itemName }) => itemName))]
  return meals.map((meal) => {
    const own = rows.filter(({ itemName }) => itemName === meal)
    const diets = [...new Set(own.flatMap(({ diet }) => diet))]
    const parts = diets.map((label) => ({
      label,
      count: own.filter(({ diet }) => diet.includes(label)).length,
    }))
    return { label: meal, count: own.length, parts }
  })
}

/**
 * A row as far as whoever asks may read it now: where to and what to mind, while the meal is to be made and brought.
 * Whose it was stays, for samples and bills.
 */
export function limitMeal(row: Row, order: OrderRecord, actor: Actor, now: Date): Row {
  const isPast = order.day < toShanghaiDay(now)
  const mayContact = !isPast && canSeeOrderContact({ actor }, order)
  const mayMind = !isPast && canSeeOrderHealth({ actor }, order)
  return {
    ...row,
    ...(mayContact ? {} : { address: undefined, phone: undefined }),
    ...(mayMind ? {} : { diet: [] }),
  }
}

/** Each meal: whose, where to, what to mind; of the dead and those who moved whose only. Goes out by `limitMeal`. */
export async function describeMeals(orders: readonly OrderRecord[], deps: Deps): Promise<Row[]> {
  const now = deps.clock.now()
  const ids = orders.map(({ personId }) => personId)
  const people = await Person.find({ _id: { $in: ids } }).lean<PersonDocument[]>()
  const byId = new Map(people.map((person) => [person._id.toString(), person]))
  const [homes, diets] = [await readHomes(orders), await readDiets(ids, deps)]
  return orders.map((order) => {
    const id = order.personId.toString()
    const home = order.homeId ? homes.get(order.homeId.toString()) : undefined
    return viewRow(order, { person: byId.get(id), home, diet: diets.get(id) ?? [] }, now, deps)
  })
}

/** What a kitchen cooks on a day. For those who cook and carry: staff of that unit only. */
export async function readKitchenList(
  actor: Actor,
  unitId: string,
  day: string,
  deps: Deps,
): Promise<KitchenList> {
  const unit = await Unit.findOne({ _id: unitId }, { name: 1 }).lean()
  assertThat(unit && isStaffOf(actor, unitId), 'access.denied')
  const now = deps.clock.now()
  const orders = await readMeals(unitId, day)
  const meals = await describeMeals(orders, deps)
  const rows = orders.flatMap((order, i) => (meals[i] ? [limitMeal(meals[i], order, actor, now)] : []))
  return {
    unitName: unit.name,
    day,
    dayText: formatDay(fromShanghaiDay(day), now),
    totals: countTotals(rows),
    rows,
  }
}

/** The list as a sheet: what must be minded comes right after the name. */
export async function writeKitchenSheet({ day, rows, totals }: KitchenList): Promise<Buffer> {
  const workbook = await openWorkbook()
  const sheet = workbook.addWorksheet(`${day} 餐单`)
  const titles = ['序号', '姓名', '忌口', '餐', '地址', '电话', '送餐时段', '最晚出发', '最晚吃完', '送餐人']
  sheet.columns = titles.map((header, i) => ({ header, width: i === 0 ? 6 : 18, style: { numFmt: '@' } }))
  sheet.getRow(1).font = { bold: true }
  rows.forEach((row, i) => {
    const {
      name,
      diet,
      itemName,
      address = '',
      phone = '',
      timeText,
      leaveByText,
      eatByText,
      carrier = '',
    } = row
    const cells = [name, diet.join('；'), itemName, address, phone, timeText, leaveByText, eatByText, carrier]
    sheet.addRow([String(i + 1), ...cells.map(plainCell)])
  })
  const sums = workbook.addWorksheet('合计')
  sums.columns = [{ width: 24 }, { width: 10 }]
  for (const { label, count, parts } of totals) {
    sums.addRow([plainCell(label), count])
    for (const part of parts) sums.addRow([`其中 ${part.label}`, part.count])
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

function renderLabel({ name, diet, itemName, address = '', leaveByText, eatBy }: Row): string {
  const minded = diet.length > 0 ? `<p class="diet">${diet.map(escapeHtml).join(' · ')}</p>` : ''
  return `<div class="label"><p class="large">${escapeHtml(name)}</p>${minded}<p>${escapeHtml(itemName)}</p>
<p>${escapeHtml(address)}</p><p>${leaveByText} · <b>${formatPaperMoment(new Date(eatBy))} 前吃完</b></p></div>`
}

const style = `${printStyle}
.labels { display: flex; flex-wrap: wrap; gap: 4mm; break-before: page }
.label { border: 2px solid #000; border-radius: 3mm; padding: 3mm; width: 84mm; break-inside: avoid }
.diet { border: 2px solid #000; padding: 1mm 2mm; font-weight: bold; font-size: 18pt }
`

/** 「午餐送上门 2 份，其中：软食 1 份；过敏：虾 1 份」, a meal a line. */
function renderTotal({ label, count, parts }: KitchenList['totals'][number]): string {
  const among = parts.map((part) => `${escapeHtml(part.label)} ${part.count} 份`).join('；')
  return `<p><b>${escapeHtml(label)} ${count} 份</b>${among === '' ? '' : `，其中：${among}`}</p>`
}

/** A4: the list first, then a label for each box; no script, nothing loaded from elsewhere. */
export function renderKitchenPage({ unitName, day, totals, rows }: KitchenList): string {
  const line = (row: Row, i: number) =>
    `<tr><td>${i + 1}</td><td><b>${escapeHtml(row.name)}</b></td><td>${row.diet.map(escapeHtml).join('；')}</td><td>${escapeHtml(row.itemName)}</td><td>${escapeHtml(row.address ?? '')}</td><td>${row.timeText}</td><td>${formatClock(new Date(row.leaveBy))}</td><td>${formatClock(new Date(row.eatBy))}</td></tr>`
  return renderPrintPage(
    '餐单',
    `<h1>${escapeHtml(unitName)}<br>${formatPaperDay(fromShanghaiDay(day))} 餐单</h1>
${totals.map(renderTotal).join('\n')}
<table><tr><th>序号</th><th>姓名</th><th>忌口</th><th>餐</th><th>地址</th><th>时段</th><th>最晚出发</th><th>最晚吃完</th></tr>
${rows.map(line).join('\n')}
</table>
<div class="labels">${rows.map(renderLabel).join('\n')}</div>`,
    style,
  )
}
