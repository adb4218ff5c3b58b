import type { EmergencyContact } from '@linli/shared/elders/elder.contract'
import type { SosActionBody } from '@linli/shared/safety/sos.contract'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { Elder } from '../features/elders/elder.model'
import { ensureElderRecord, sealElderField } from '../features/elders/elder.record'
import { Person, type PersonDocument } from '../features/register/person.model'
import { SosCase, type SosRecord } from '../features/safety/sos.model'
import { linkToPerson, buildBond, buildElder, buildProxy } from './families.factory'
import { newKey } from './needs.factory'
import type { TestApp, TestDeps } from './testApp'
import { buildResident, type TestUser } from './users.factory'

/** An elder with an account, whose daughter and son look after her; the daughter is the primary one. */
export async function buildElderWithFamily(deps: TestDeps) {
  const personId = await buildElder(deps)
  const elder = await buildResident({ clearPhone: '13900000001' }, deps)
  await linkToPerson(elder, personId)
  const daughter = await buildProxy('王小丽')
  const son = await buildProxy('王大勇')
  const first = await buildBond({ proxy: daughter, personId })
  const second = await buildBond(
    { proxy: son, personId },
    { relation: 'son', proxyName: '王大勇', scopes: ['orders'] },
  )
  return { personId, elder, daughter, son, bonds: { daughter: first, son: second } }
}

/** People of the register's list, who have no account. */
export async function writeContacts(
  personId: string,
  contacts: EmergencyContact[],
  deps: TestDeps,
): Promise<void> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  if (!person) throw new Error('no person')
  await ensureElderRecord(person)
  await Elder.updateOne(
    { _id: personId },
    { $set: { contacts: sealElderField(person._id, 'contacts', contacts, deps) } },
  )
}

export const raiseSos = (
  { api }: TestApp,
  user: TestUser,
  body: { forPersonId?: string; point?: { longitude: number; latitude: number } } = {},
  requestKey = newKey(),
) => api(user).call(sosContracts.raiseSos, { body, requestKey })

export const actOnSos = (
  { api }: TestApp,
  user: TestUser,
  id: string,
  body: SosActionBody,
  requestKey = newKey(),
) => api(user).call(sosContracts.actOnSos, { params: { id }, body, requestKey })

export async function readSosRecord(id: string): Promise<SosRecord> {
  const sos = await SosCase.findOne({ _id: id }).lean<SosRecord>()
  if (!sos) throw new Error(`no call for help ${id}`)
  return sos
}
