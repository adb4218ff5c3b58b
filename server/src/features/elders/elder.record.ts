import type { ElderCare, ElderMeans, EmergencyContact } from '@linli/shared/elders/elder.contract'
import type { CapacityState } from '@linli/shared/elders/elder'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { toPlace } from '../../lib/placeFields'
import { isDuplicate } from '../../lib/isDuplicate'
import type { PersonDocument } from '../register/person.model'
import { User } from '../users/user.model'
import { Elder, type ElderRecord, type elderSecretFields } from './elder.model'

type Crypto = Pick<Deps, 'crypto'>
type SecretField = (typeof elderSecretFields)[number]

/** What is read of a profile with the keys. */
export interface ClearElder {
  care?: ElderCare
  means?: ElderMeans
  contacts: EmergencyContact[]
}

export function sealElderField(
  personId: Types.ObjectId,
  field: SecretField,
  value: object,
  { crypto }: Crypto,
): string {
  return crypto.encrypt(JSON.stringify(value), fieldAad('elders', personId, field))
}

/** @throws FieldCryptoError when a field was changed or moved from another record. */
export function openElder(elder: ElderRecord | undefined, { crypto }: Crypto): ClearElder {
  const open = (field: SecretField): unknown => {
    const blob = elder?.[field]
    return blob == null
      ? undefined
      : (JSON.parse(crypto.decrypt(blob, fieldAad('elders', elder?._id ?? '', field))) as unknown)
  }
  const [care, means] = [open('care') as ElderCare | undefined, open('means') as ElderMeans | undefined]
  return {
    ...(care === undefined ? {} : { care }),
    ...(means === undefined ? {} : { means }),
    contacts: (open('contacts') as EmergencyContact[] | undefined) ?? [],
  }
}

/** The profile of a person; undefined as long as nobody wrote anything. */
export async function findElderRecord(personId: Types.ObjectId | string): Promise<ElderRecord | undefined> {
  return (await Elder.findOne({ _id: personId }).lean<ElderRecord>()) ?? undefined
}

/** Makes the empty profile of a person, so that it can be changed by conditional updates. */
export async function ensureElderRecord(person: PersonDocument): Promise<void> {
  try {
    await Elder.updateOne(
      { _id: person._id },
      { $setOnInsert: { ...toPlace(person), version: 0, capacity: 'clear', capacityLog: [], changes: [] } },
      { upsert: true },
    )
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/**
 * Those of these profiles whose health is kept: she agreed, herself or before staff, and has not taken it back in her
 * account since. Source: product page, "Privacy and safety".
 */
export async function filterHealthKept<E extends Pick<ElderRecord, '_id' | 'healthConsent'>>(
  elders: readonly E[],
): Promise<E[]> {
  const agreed = elders.filter(({ healthConsent }) => healthConsent !== undefined)
  const users = await User.find(
    { personId: { $in: agreed.map(({ _id }) => _id) }, deletedAt: { $exists: false } },
    { personId: 1, consents: 1 },
  ).lean()
  return agreed.filter(({ _id, healthConsent }) => {
    const user = users.find(({ personId }) => personId?.equals(_id))
    // Of all she gave the last counts: an earlier one that she took back says nothing of it.
    const own = user?.consents.findLast(({ kind }) => kind === 'health')
    return own?.withdrawnAt == null || (healthConsent !== undefined && own.withdrawnAt < healthConsent.at)
  })
}

/** As `filterHealthKept`, for one. */
export async function isHealthKept(elder: ElderRecord | undefined): Promise<boolean> {
  return elder !== undefined && (await filterHealthKept([elder])).length === 1
}

/** Whether the elder can decide for herself, as far as anyone has said. */
export async function readCapacity(personId: Types.ObjectId | string): Promise<CapacityState> {
  return (await Elder.findOne({ _id: personId }, { capacity: 1 }).lean())?.capacity ?? 'clear'
}
