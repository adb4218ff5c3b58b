import type { ClientSession, Types, UpdateResult } from 'mongoose'
import { inTransaction } from '../../lib/inTransaction'
import { Person, type PersonDocument } from '../register/person.model'
import { Elder } from '../elders/elder.model'
import { ensureElderRecord } from '../elders/elder.record'
import type { BondWrite } from './bond.change'
import type { BondRecord } from './bond.model'
import { readLivingOf } from './bond.store'

/**
 * Of several children one is called first: one field of the elder's profile, so that there are never two. Written in the
 * transaction of what made it so, for whoever was told it is done is called first, whatever dies in between.
 */
export const withPrimary =
  (
    person: PersonDocument,
    { _id: primaryBondId }: Pick<BondRecord, '_id'>,
    write: BondWrite,
  ): ((session: ClientSession) => Promise<UpdateResult>) =>
  async (session) => {
    const result = await write(session)
    if (result.modifiedCount > 0)
      await Elder.updateOne({ _id: person._id }, { $set: { primaryBondId } }, { session })
    return result
  }

export async function whilePrimary(
  person: PersonDocument,
  bond: Pick<BondRecord, '_id'>,
  write: BondWrite,
): Promise<UpdateResult> {
  await ensureElderRecord(person)
  return inTransaction(withPrimary(person, bond, write))
}

async function setPrimary({ personId, _id }: BondRecord): Promise<void> {
  const person = personId && (await Person.findOne({ _id: personId }).lean<PersonDocument>())
  if (!person) return
  await ensureElderRecord(person)
  await Elder.updateOne({ _id: person._id }, { $set: { primaryBondId: _id } })
}

/** Where two bonds of one relative become one, she is called first by the one that stays. */
export async function passPrimary({ personId, _id }: BondRecord, stays: BondRecord): Promise<void> {
  if (personId)
    await Elder.updateOne({ _id: personId, primaryBondId: _id }, { $set: { primaryBondId: stays._id } })
}

/** The first bond in force is the primary one until somebody says otherwise; when it ends, the next oldest is. */
export async function settlePrimary(bond: BondRecord): Promise<void> {
  const { personId } = bond
  if (!personId) return
  const active = (await readLivingOf(personId)).filter(({ state }) => state === 'active')
  const elder = await Elder.findOne({ _id: personId }, { primaryBondId: 1 }).lean()
  const present = elder?.primaryBondId
  if (present != null && active.some(({ _id }) => _id.equals(present))) return
  const [oldest] = active
  if (oldest) return setPrimary(oldest)
  if (present != null)
    await Elder.updateOne({ _id: personId, primaryBondId: present }, { $unset: { primaryBondId: 1 } })
}

/** The primary bond of each of these elders. */
export async function readPrimaries(personIds: readonly Types.ObjectId[]): Promise<Set<string>> {
  const rows = await Elder.find(
    { _id: { $in: personIds }, primaryBondId: { $exists: true } },
    { primaryBondId: 1 },
  ).lean()
  return new Set(rows.map(({ primaryBondId }) => String(primaryBondId)))
}
