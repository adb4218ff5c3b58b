import { createDecipheriv, createVerify, type KeyObject } from 'node:crypto'
import type { NoticeHeaders } from './wechatPay.port'
import { PayNoticeError } from './wechatPay.error'

/** How far the time of a signature may be from ours. Source: WeChat Pay, 验签; the official SDKs keep 300 s too. */
const windowMs = 300_000

const serialPattern = /^(PUB_KEY_ID_\w{1,64}|[0-9A-Fa-f]{8,64})$/

interface SignatureHeaders {
  timestamp: string
  nonce: string
  serial: string
  signature: string
}

function readHeader(headers: NoticeHeaders, name: string): string {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** The four headers of a signature. @throws PayNoticeError unsigned, probe, stale */
export function readSignature(headers: NoticeHeaders, now: Date): SignatureHeaders {
  const timestamp = readHeader(headers, 'wechatpay-timestamp')
  const nonce = readHeader(headers, 'wechatpay-nonce')
  const serial = readHeader(headers, 'wechatpay-serial')
  const signature = readHeader(headers, 'wechatpay-signature')
  const isWhole = /^\d{10}$/.test(timestamp) && nonce !== '' && serialPattern.test(serial) && signature !== ''
  if (!isWhole) throw new PayNoticeError('unsigned')
  if (signature.startsWith('WECHATPAY/SIGNTEST/')) throw new PayNoticeError('probe')
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > windowMs) throw new PayNoticeError('stale')
  return { timestamp, nonce, serial, signature }
}

/** Whether the key signed these very bytes. */
export function isSignedBy(key: KeyObject, signed: SignatureHeaders, body: string): boolean {
  const text = `${signed.timestamp}\n${signed.nonce}\n${body}\n`
  return createVerify('RSA-SHA256').update(text).verify(key, signed.signature, 'base64')
}

/** The encrypted part of a notice or certificate. */
export interface SealedResource {
  algorithm: string
  ciphertext: string
  associated_data?: string | undefined
  nonce: string
}

const tagLength = 16

/**
 * Opens an AES-256-GCM resource with the first of the keys that fits; a wrong tag or other associated data means no.
 * @throws PayNoticeError unreadable
 */
export function openResource(resource: SealedResource, apiV3Keys: readonly string[]): string {
  const sealed = Buffer.from(resource.ciphertext, 'base64')
  const isReadable = resource.algorithm === 'AEAD_AES_256_GCM' && sealed.length > tagLength
  if (!isReadable) throw new PayNoticeError('unreadable')
  for (const key of apiV3Keys) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, resource.nonce, { authTagLength: tagLength })
      decipher.setAAD(Buffer.from(resource.associated_data ?? ''))
      decipher.setAuthTag(sealed.subarray(-tagLength))
      const content = Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()])
      return content.toString('utf8')
    } catch {
      continue // another key, or none
    }
  }
  throw new PayNoticeError('unreadable')
}
