import { normalizeForIndex, fieldAad, type FieldCrypto } from '../../lib/fieldCrypto'
import type { Types } from 'mongoose'
import type { PersonFields } from './person.model'

/** What is read of a person with the keys. */
export interface ClearPerson {
  name: string
  phone?: string | undefined
  /** `YYYY-MM-DD`. */
  birthDate?: string | undefined
}

export const personSecretFields = ['name', 'phone', 'birthDate'] as const
type SecretField = (typeof personSecretFields)[number]

const collection = 'people'

/** What tells people of a community apart, blinded; undefined when only a name is known. */
export function buildPersonKey(
  { name, phone, birthDate }: ClearPerson,
  crypto: FieldCrypto,
): string | undefined {
  const other = birthDate ?? (phone === undefined ? undefined : normalizeForIndex(phone, 'phone'))
  return other === undefined ? undefined : crypto.blindIndex(`${name}|${other}`, 'personKey')
}

/** The encrypted fields of a person with their blind indexes, ready to be stored under this id. */
export function sealPerson(
  id: Types.ObjectId,
  person: ClearPerson,
  crypto: FieldCrypto,
): Pick<
  PersonFields,
  'name' | 'nameIndex' | 'phone' | 'phoneIndex' | 'birthDate' | 'birthYear' | 'personKey'
> {
  const seal = (field: SecretField, value: string): string =>
    crypto.encrypt(value, fieldAad(collection, id, field))
  const { name, phone, birthDate } = person
  const personKey = buildPersonKey(person, crypto)
  return {
    name: seal('name', name),
    nameIndex: crypto.blindIndex(name, 'name'),
    ...(phone === undefined
      ? {}
      : { phone: seal('phone', phone), phoneIndex: crypto.blindIndex(phone, 'phone') }),
    ...(birthDate === undefined
      ? {}
      : { birthDate: seal('birthDate', birthDate), birthYear: Number(birthDate.slice(0, 4)) }),
    ...(personKey === undefined ? {} : { personKey }),
  }
}

/** @throws FieldCryptoError when a field was changed or moved from another record. */
export function openPerson(
  person: Pick<PersonFields, SecretField> & { _id: Types.ObjectId },
  crypto: FieldCrypto,
): ClearPerson {
  const open = (field: SecretField): string | undefined => {
    const blob = person[field]
    return blob == null ? undefined : crypto.decrypt(blob, fieldAad(collection, person._id, field))
  }
  return { name: open('name') ?? '', phone: open('phone'), birthDate: open('birthDate') }
}
