import { asksResult, followUpTexts } from '@linli/shared/elderCare/followUp'
import type { FollowUpView } from '@linli/shared/elderCare/followUp.contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { findElderRecord, openElder } from '../elders/elder.record'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { readHomesOf } from '../register/register.lookup'
import { readUserContact } from '../users/contact.service'
import { isAsked } from './followUp.end'
import type { FollowUpRecord } from './followUp.model'
import { openNote } from './followUp.service'
import { Order, type OrderRecord } from './order.model'

interface Known {
  /** The orders that wait for what she says of them. */
  orders: ReadonlyMap<string, Pick<OrderRecord, 'state'>>
  people: ReadonlyMap<string, PersonDocument>
  homes: ReadonlyMap<string, string>
}

/** Whom they are about, and where the one lives with whom something is to be done, in one query each. */
async function readKnown(rows: readonly FollowUpRecord[]): Promise<Known> {
  const found = await Person.find({ _id: { $in: rows.map(({ personId }) => personId) } }).lean<
    PersonDocument[]
  >()
  const people = new Map(found.map((person) => [person._id.toString(), person]))
  const sought = rows.flatMap(({ isOpen, personId }) =>
    isOpen ? (people.get(personId.toString()) ?? []) : [],
  )
  const asking = rows.flatMap(({ kind, isOpen, orderId }) =>
    isOpen && asksResult(kind) && orderId ? orderId : [],
  )
  const states = await Order.find({ _id: { $in: asking } }, { state: 1 }).lean<
    Pick<OrderRecord, '_id' | 'state'>[]
  >()
  const orders = new Map(states.map((order) => [order._id.toString(), order]))
  return { people, homes: await readHomesOf(sought), orders }
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
  return isOpen ? { name, phone, home: homes.get(personId.toString()) } : { name }
}

/** Who acted for her, else the first contact that the register names; of those few who are gone. */
async function viewRelative(
  { kind, personId, relative, isOpen }: FollowUpRecord,
  deps: Deps,
): Promise<FollowUpView['relative']> {
  if (kind !== 'personGone' || !isOpen) return undefined
  if (relative)
    return { name: relative.name, phone: (await readUserContact(relative.userId.toString(), deps))?.phone }
  const [contact] = openElder(await findElderRecord(personId), deps).contacts
  return contact && { name: `${contact.relation} ${contact.name}`, phone: contact.phone }
}

/** Rows of a desk's list. */
export async function viewFollowUps(rows: readonly FollowUpRecord[], deps: Deps): Promise<FollowUpView[]> {
  const known = await readKnown(rows)
  const now = deps.clock.now()
  return Promise.all(
    rows.map(async (row) => {
      const { kind, itemName, day, orderId, planId, dueAt, isOpen, doneAt, triedAt, doneByName } = row
      const said = (at: Date) => ({ at: at.toISOString(), by: doneByName ?? '', note: openNote(row, deps) })
      const { title, todo } = followUpTexts[kind]
      return {
        ...{ id: row._id.toString(), kind, title: `${itemName}：${title}`, todo: row.text ?? todo, day },
        ...{ isOpen, person: viewPerson(row, known, deps), relative: await viewRelative(row, deps) },
        orderId: orderId?.toString(),
        planId: planId?.toString(),
        dueAt: dueAt.toISOString(),
        isOverdue: isOpen && dueAt < now,
        asksResult: isAsked(row, known.orders.get(orderId?.toString() ?? '')),
        ...(doneAt ? { done: said(doneAt) } : triedAt ? { tried: said(triedAt) } : {}),
      }
    }),
  )
}
