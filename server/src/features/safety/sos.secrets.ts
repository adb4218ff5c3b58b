import type { SosMatter } from '@linli/shared/safety/sos'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import type { sosSecretFields } from './sos.model'

type Crypto = Pick<Deps, 'crypto'>

export interface SosPoint {
  longitude: number
  latitude: number
}
export interface SosTold {
  matter?: SosMatter | undefined
  text?: string | undefined
}

const aad = (id: Types.ObjectId, field: (typeof sosSecretFields)[number]) => fieldAad('soscases', id, field)

export const sealPoint = (id: Types.ObjectId, point: SosPoint, { crypto }: Crypto): string =>
  crypto.encrypt(JSON.stringify(point), aad(id, 'point'))
export const openPoint = (id: Types.ObjectId, blob: string | undefined, { crypto }: Crypto) =>
  blob == null ? undefined : (JSON.parse(crypto.decrypt(blob, aad(id, 'point'))) as SosPoint)

export const sealTold = (id: Types.ObjectId, told: SosTold, { crypto }: Crypto): string =>
  crypto.encrypt(JSON.stringify(told), aad(id, 'told'))
export const openTold = (id: Types.ObjectId, blob: string | undefined, { crypto }: Crypto): SosTold =>
  blob == null ? {} : (JSON.parse(crypto.decrypt(blob, aad(id, 'told'))) as SosTold)

export const sealClosing = (id: Types.ObjectId, words: string, { crypto }: Crypto): string =>
  crypto.encrypt(words, aad(id, 'closing'))
export const openClosing = (id: Types.ObjectId, blob: string | undefined, { crypto }: Crypto) =>
  blob == null ? undefined : crypto.decrypt(blob, aad(id, 'closing'))
