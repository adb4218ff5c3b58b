import type { ElderRow, ElderView } from '@linli/shared/elders/elder.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { maskName, maskPhone } from '../../lib/masks'
import { readAge } from '../register/age'
import { PersonEvidence, type PersonDocument } from '../register/person.model'
import { viewPeople } from '../register/register.service'
import { User } from '../users/user.model'
import { Elder, type ElderRecord } from './elder.model'
import { listElderActions, mayReadCare, type ElderReader } from './elder.policy'
import { isHealthKept, openElder, type ClearElder } from './elder.record'
import type { FoundElder } from './elder.service'

/** Nobody grows older after her death. */
const readAgeOf = (person: PersonDocument | undefined, today: string, deps: Deps): number | undefined =>
  person === undefined || person.state === 'deceased' ? undefined : readAge(person, today, deps)

/** Rows of the register of elders: masked, without health and means. */
export async function viewElderRows(people: readonly PersonDocument[], deps: Deps): Promise<ElderRow[]> {
  const ids = people.map(({ _id }) => _id)
  const fields = { livesAlone: 1, capacity: 1 } as const
  const elders = await Elder.find({ _id: { $in: ids } }, fields).lean<ElderRecord[]>()
  const byId = new Map(elders.map((elder) => [elder._id.toString(), elder]))
  const users = await User.find(
    { personId: { $in: ids }, deletedAt: { $exists: false } },
    { personId: 1 },
  ).lean()
  const accounts = new Set(users.map(({ personId }) => String(personId)))
  const today = toShanghaiDay(deps.clock.now())
  return (await viewPeople(people, deps)).map((person, i) => {
    const elder = byId.get(person.id)
    return {
      ...person,
      hasAccount: accounts.has(person.id),
      capacity: elder?.capacity ?? 'clear',
      ...dropUndefined({
        age: readAgeOf(people[i], today, deps),
        livesAlone: elder?.livesAlone,
      }),
    }
  })
}

const relations: Record<ElderReader, ElderView['relationToViewer']> = {
  self: 'self',
  proxy: 'proxy',
  healthProxy: 'proxy',
  keeper: 'staff',
  gridWorker: 'staff',
  street: 'staff',
}

/** Herself and her family read whom to call; staff read that there is someone, until they say why they ask. */
function viewContacts({ contacts }: ClearElder, reader: ElderReader): ElderView['contacts'] {
  if (relations[reader] !== 'staff') return contacts
  return contacts.map(({ name, relation, phone }) => ({
    name: maskName(name),
    relation,
    phone: maskPhone(phone),
  }))
}

/** Why a doubt was raised or settled: for those who raise and settle it. */
async function viewCapacityLog(
  elder: ElderRecord | undefined,
  reader: ElderReader,
  deps: Deps,
): Promise<ElderView['capacityLog']> {
  if (!elder || relations[reader] !== 'staff') return []
  const mayReadNotes = reader === 'keeper' || reader === 'street'
  const ids = elder.capacityLog.map(({ id }) => id)
  const notes = mayReadNotes ? await PersonEvidence.find({ _id: { $in: ids } }).lean() : []
  const byId = new Map(notes.map((row) => [row._id.toString(), row.note]))
  return elder.capacityLog.map(({ id, at, to, byName }) => {
    const note = byId.get(id.toString())
    return {
      ...{ at: at.toISOString(), to, byName },
      ...(note === undefined
        ? {}
        : { note: deps.crypto.decrypt(note, fieldAad('personevidence', id, 'note')) }),
    }
  })
}

const hasElderMode = async ({ _id: personId }: PersonDocument): Promise<boolean> =>
  (await User.exists({ personId, elderMode: true, deletedAt: { $exists: false } })) !== null

/** One profile as this reader may see it. An allow-list: health only for herself and proxies with the scope. */
export async function viewElder({ person, elder, reader }: FoundElder, deps: Deps): Promise<ElderView> {
  const [row] = await viewElderRows([person], deps)
  if (!row) throw new Error('a person without a row')
  const clear = openElder(elder, deps)
  const isKept = await isHealthKept(elder)
  const consent = elder?.healthConsent
  const isStaff = relations[reader] === 'staff'
  const isToTurn = relations[reader] === 'proxy' && row.hasAccount && !(await hasElderMode(person))
  return {
    ...row,
    version: elder?.version ?? 0,
    relationToViewer: relations[reader],
    known: {
      care: (isStaff ? reader === 'keeper' : mayReadCare(reader)) && isKept && clear.care !== undefined,
      means: (reader === 'keeper' || reader === 'self') && clear.means !== undefined,
      contacts: clear.contacts.length,
    },
    ...dropUndefined({
      care: mayReadCare(reader) && isKept ? clear.care : undefined,
      means: reader === 'self' ? clear.means : undefined,
      healthConsent:
        consent && isKept && reader !== 'gridWorker'
          ? { at: consent.at.toISOString(), byName: consent.byName }
          : undefined,
    }),
    contacts: viewContacts(clear, reader),
    capacityLog: await viewCapacityLog(elder, reader, deps),
    actions: listElderActions(reader, row.capacity, isToTurn),
  }
}
