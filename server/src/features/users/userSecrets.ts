import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { maskName, maskPhone } from '../../lib/masks'
import type { encryptedUserFields, StoredUser } from './user.model'

type SecretField = (typeof encryptedUserFields)[number]
type Crypto = Pick<Deps, 'crypto'>
type Id = Types.ObjectId | string

/** A home of a person, current or former; days as YYYY-MM-DD. */
export interface UserHome {
  homeId?: string | undefined
  building?: string | undefined
  address: string
  kind: HomeLinkKind
  from?: string | undefined
  until?: string | undefined
}

/** What a request to be verified says about the person. */
export interface VerificationDetails {
  name: string
  room: string
}

/** Encrypts a field of an account. */
export function sealUserField(userId: Id, field: SecretField, value: string, { crypto }: Crypto): string {
  return crypto.encrypt(value, fieldAad('users', userId, field))
}

export function openUserField(
  user: Partial<StoredUser> & { _id: Types.ObjectId },
  field: SecretField,
  { crypto }: Crypto,
): string | undefined {
  const blob = user[field]
  return blob == null ? undefined : crypto.decrypt(blob, fieldAad('users', user._id, field))
}

export function readMaskedPhone(user: StoredUser, deps: Crypto): string | undefined {
  const phone = openUserField(user, 'phone', deps)
  return phone === undefined ? undefined : maskPhone(phone)
}

export function readMaskedName(user: StoredUser, deps: Crypto): string | undefined {
  const name = openUserField(user, 'name', deps)
  return name === undefined ? undefined : maskName(name)
}

/** The phone as stored, with its blind index. */
export function sealPhone(userId: Id, phone: string, deps: Crypto): { phone: string; phoneIndex: string } {
  return {
    phone: sealUserField(userId, 'phone', phone, deps),
    phoneIndex: deps.crypto.blindIndex(phone, 'phone'),
  }
}

export const sealHomes = (userId: Id, homes: readonly UserHome[], deps: Crypto): string =>
  sealUserField(userId, 'homes', JSON.stringify(homes), deps)

export function openHomes(user: StoredUser, deps: Crypto): UserHome[] {
  const json = openUserField(user, 'homes', deps)
  return json === undefined ? [] : (JSON.parse(json) as UserHome[])
}

export const sealDetails = (userId: Id, details: VerificationDetails, deps: Crypto): string =>
  sealUserField(userId, 'verificationDetails', JSON.stringify(details), deps)

export function openDetails(user: StoredUser, deps: Crypto): VerificationDetails | undefined {
  const json = openUserField(user, 'verificationDetails', deps)
  return json === undefined ? undefined : (JSON.parse(json) as VerificationDetails)
}
