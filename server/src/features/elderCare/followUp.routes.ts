import { followUpTexts } from '@linli/shared/elderCare/followUp'
import { followUpContracts, type FollowUpView } from '@linli/shared/elderCare/followUp.contract'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { findElderRecord, openElder } from '../elders/elder.record'
import { Person, type PersonDocument } from '../register/person.model'
import { describeHome, findHomeIn, readPersonContact } from '../register/register.lookup'
import { readUserContact } from '../users/contact.service'
import type { FollowUpRecord } from './followUp.model'
import { endFollowUp, listFollowUps } from './followUp.service'

/** Whom to call, while it is to be done. */
async function viewPerson({ personId, isOpen }: FollowUpRecord, deps: Deps): Promise<FollowUpView['person']> {
  const contact = await readPersonContact(personId.toString(), deps)
  if (!contact || !isOpen) return contact && { name: contact.name }
  const person = await Person.findOne({ _id: personId }, { building: 1 }).lean<PersonDocument>()
  const homeId = await findHomeIn(personId, person?.building)
  return { ...contact, home: homeId === undefined ? undefined : await describeHome(homeId) }
}

/** Who acted for her, else the first contact that the register names. */
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

async function viewFollowUp(row: FollowUpRecord, deps: Deps): Promise<FollowUpView> {
  const { kind, itemName, day, orderId, planId, dueAt, isOpen, doneAt, doneByName, note } = row
  const { title, todo } = followUpTexts[kind]
  return {
    ...{ id: row._id.toString(), kind, title: `${itemName}：${title}`, todo: row.text ?? todo, day, isOpen },
    person: await viewPerson(row, deps),
    relative: await viewRelative(row, deps),
    orderId: orderId?.toString(),
    planId: planId?.toString(),
    dueAt: dueAt.toISOString(),
    isOverdue: isOpen && dueAt < deps.clock.now(),
    ...(doneAt ? { done: { at: doneAt.toISOString(), by: doneByName ?? '', note: note ?? '' } } : {}),
  }
}

export const followUpRoutes: Route[] = [
  route(followUpContracts.listFollowUps, async ({ actor, query, deps }) => {
    const rows = await listFollowUps(actor, query)
    return { items: await Promise.all(rows.map((row) => viewFollowUp(row, deps))) }
  }),
  route(followUpContracts.endFollowUp, async ({ actor, params, body, deps }) =>
    viewFollowUp(await endFollowUp(actor, params.id, body.note, deps), deps),
  ),
]
