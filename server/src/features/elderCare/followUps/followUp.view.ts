import { followUpTexts, isToldLate, type FollowUpKind } from '@linli/shared/elderCare/followUp'
import type { FollowUpView } from '@linli/shared/elderCare/followUp.contract'
import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { Unit } from '../../areas/unit.model'
import { findElderRecord, openElder } from '../../elders/elder.record'
import { openPerson } from '../../register/person.crypto'
import { Person, type PersonDocument } from '../../register/person.model'
import { readHomesOf } from '../../register/register.lookup'
import { findOpenCalls } from '../../safety/openCalls'
import { readUserContact, readUserContacts, type Contact } from '../../users/contact.service'
import { isAsked } from './followUp.end'
import type { FollowUpRecord } from './followUp.model'
import { openNote } from './followUp.service'
import { Order, type OrderRecord } from '../orders/order.model'

type KnownOrder = Pick<OrderRecord, '_id' | 'state' | 'unitId' | 'unitName' | 'helpers'>

/** Here whoever was at the door is asked besides. */
const asksHelper = (kind: FollowUpKind): boolean => kind === 'unfinished' || isToldLate(kind)

interface Known {
  orders: ReadonlyMap<string, KnownOrder>
  unitPhones: ReadonlyMap<string, string>
  helpers: ReadonlyMap<string, Contact>
  people: ReadonlyMap<string, PersonDocument>
  homes: ReadonlyMap<string, string>
  calls: ReadonlyMap<string, Types.ObjectId>
}

/** What the open ones are about, and whom to ask besides the elder. */
async function readOrders(
  rows: readonly FollowUpRecord[],
  deps: Deps,
): Promise<Pick<Known, 'orders' | 'unitPhones' | 'helpers'>> {
  const ids = rows.flatMap(({ isOpen, orderId }) => (isOpen && orderId ? orderId : []))
  const fields = { state: 1, unitId: 1, unitName: 1, helpers: 1 }
  const orders = await Order.find({ _id: { $in: ids } }, fields).lean<KnownOrder[]>()
  const units = await Unit.find({ _id: { $in: orders.map(({ unitId }) => unitId) } }, { phone: 1 }).lean()
  const asked = orders.flatMap(({ helpers }) => helpers.map(({ userId }) => userId.toString()))
  return {
    orders: new Map(orders.map((order) => [order._id.toString(), order])),
    unitPhones: new Map(units.flatMap(({ _id, phone }) => (phone == null ? [] : [[_id.toString(), phone]]))),
    helpers: await readUserContacts(asked, deps),
  }
}

/** Whom they are about, and where the one lives with whom something is to be done, in one query each. */
async function readKnown(rows: readonly FollowUpRecord[], deps: Deps): Promise<Known> {
  const found = await Person.find({ _id: { $in: rows.map(({ personId }) => personId) } }).lean<
    PersonDocument[]
  >()
  const people = new Map(found.map((person) => [person._id.toString(), person]))
  const sought = rows.flatMap(({ isOpen, personId }) =>
    isOpen ? (people.get(personId.toString()) ?? []) : [],
  )
  return {
    people,
    ...{ homes: await readHomesOf(sought), calls: await findOpenCalls(sought.map(({ _id }) => _id)) },
    ...(await readOrders(rows, deps)),
  }
}

/** Who was to do it, or did it: to be rung up as well. */
function viewOthers(
  { kind, isOpen }: FollowUpRecord,
  order: KnownOrder | undefined,
  { unitPhones, helpers }: Known,
): FollowUpView['others'] {
  if (!isOpen || !order) return []
  const unit = { name: order.unitName, phone: unitPhones.get(order.unitId.toString()) }
  const asked = asksHelper(kind) ? order.helpers : []
  return [unit, ...asked.map(({ userId, name }) => ({ name, phone: helpers.get(userId.toString())?.phone }))]
}

/** Whom to call, while it is to be done. */
function viewPerson(
  { personId, isOpen }: { personId: Types.ObjectId; isOpen: boolean },
  { people, homes }: Known,
  deps: Deps,
): FollowUpView['person'] {
  const person = people.get(personId.toString())
  if (!person) return undefined
  const { name, phone } = openPerson(person, deps.crypto)
  // Whoever is gone is not rung up.
  if (isGone(person.state)) return { name }
  return isOpen ? { name, phone, home: homes.get(personId.toString()) } : { name }
}

/** Who acted for her, else the first contact that the register names; of those few who are gone. */
async function viewRelative(
  { personId, relative, isOpen }: FollowUpRecord,
  { people }: Known,
  deps: Deps,
): Promise<FollowUpView['relative']> {
  const person = people.get(personId.toString())
  if (!isOpen || !(relative ?? (person && isGone(person.state)))) return undefined
  if (relative)
    return { name: relative.name, phone: (await readUserContact(relative.userId.toString(), deps))?.phone }
  const [contact] = openElder(await findElderRecord(personId), deps).contacts
  return contact && { name: `${contact.relation} ${contact.name}`, phone: contact.phone }
}

/** Rows of a desk's list. */
export async function viewFollowUps(rows: readonly FollowUpRecord[], deps: Deps): Promise<FollowUpView[]> {
  const known = await readKnown(rows, deps)
  const now = deps.clock.now()
  return Promise.all(
    rows.map(async (row) => {
      const { kind, itemName, day, orderId, planId, dueAt, isOpen, doneAt, triedAt, doneByName } = row
      const said = (at: Date) => ({ at: at.toISOString(), by: doneByName ?? '', note: openNote(row, deps) })
      const { title, todo } = followUpTexts[kind]
      const order = known.orders.get(orderId?.toString() ?? '')
      return {
        ...{ id: row._id.toString(), kind, title: `${itemName}：${title}`, todo: row.text ?? todo, day },
        ...{ isOpen, person: viewPerson(row, known, deps), relative: await viewRelative(row, known, deps) },
        orderId: orderId?.toString(),
        sosId: isOpen ? known.calls.get(row.personId.toString())?.toString() : undefined,
        planId: planId?.toString(),
        dueAt: dueAt.toISOString(),
        isOverdue: isOpen && dueAt < now,
        ...{ asksResult: isAsked(row, order), others: viewOthers(row, order, known) },
        ...(doneAt ? { done: said(doneAt) } : triedAt ? { tried: said(triedAt) } : {}),
      }
    }),
  )
}
