import type { ServiceRecord } from '@linli/shared/elderCare/order.actions'
import { findMissing } from '@linli/shared/elderCare/recordLack'
import { photoRuleOf } from '@linli/shared/elderCare/serviceItem'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { fieldAad } from '../../../lib/fieldCrypto'
import type { OrderRecord, RecordDetails } from './order.model'

type Crypto = Pick<Deps, 'crypto'>

/**
 * Checks a record against what the item asks for.
 * @throws AppError `care.photo_forbidden`; `care.record_incomplete` naming the proofs that are missing.
 */
export function assertRecordComplete(record: ServiceRecord, order: Pick<OrderRecord, 'item'>): void {
  const { photoIds = [] } = record
  assertThat(photoIds.length === 0 || photoRuleOf(order.item) !== 'never', 'care.photo_forbidden')
  const missing = findMissing(record, order.item)
  assertThat(missing.length === 0, 'care.record_incomplete', { missing })
}

/** What is written about the person, as one encrypted text. */
export function sealRecord(orderId: Types.ObjectId, record: ServiceRecord, { crypto }: Crypto): string {
  const { text, checklist = [], vitals, receipt, isReached } = record
  const details: RecordDetails = { text, checklist, vitals, receipt, isReached }
  return crypto.encrypt(JSON.stringify(details), fieldAad('careorders', orderId, 'record.details'))
}

export function openRecord(
  { _id, record }: Pick<OrderRecord, '_id' | 'record'>,
  { crypto }: Crypto,
): RecordDetails {
  if (!record) return { checklist: [] }
  const clear = crypto.decrypt(record.details, fieldAad('careorders', _id, 'record.details'))
  return JSON.parse(clear) as RecordDetails
}

export const sealCode = (orderId: Types.ObjectId, code: string, { crypto }: Crypto): string =>
  crypto.encrypt(code, fieldAad('careorders', orderId, 'code'))

export function openCode(
  { _id, code }: Pick<OrderRecord, '_id' | 'code'>,
  { crypto }: Crypto,
): string | undefined {
  return code === undefined ? undefined : crypto.decrypt(code, fieldAad('careorders', _id, 'code'))
}
