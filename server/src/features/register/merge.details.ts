import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import type { PersonMergeRecord } from './merge.model'
import type { ClearPerson } from './person.crypto'

/** Why two records were held to be one person, and what stood in them before: kept for good, encrypted. */
export interface MergeDetails {
  reason: string
  /** Of whoever said no. */
  note?: string
  kept: ClearPerson
  gone: ClearPerson
}

const aadOf = (id: Types.ObjectId): string => fieldAad('personmerges', id, 'details')

export const sealMergeDetails = (
  id: Types.ObjectId,
  details: MergeDetails,
  { crypto }: Pick<Deps, 'crypto'>,
): string => crypto.encrypt(JSON.stringify(details), aadOf(id))

export const openMergeDetails = (
  { _id, details }: Pick<PersonMergeRecord, '_id' | 'details'>,
  { crypto }: Pick<Deps, 'crypto'>,
): MergeDetails => JSON.parse(crypto.decrypt(details, aadOf(_id))) as MergeDetails
