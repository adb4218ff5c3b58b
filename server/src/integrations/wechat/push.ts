import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { WechatPushError, type PushEvent, type PushQuery } from './push.event'
import { readPushEvent } from './push.reader'

export interface PushSettings {
  appid: string
  token: string
  /** 43 characters. With it only encrypted pushes are taken, for the plain signature does not cover the body. */
  encodingAesKey?: string | undefined
}

function sign(parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** One value of the query. @throws WechatPushError signature when it is missing or repeated. */
function readOne(query: PushQuery, name: string): string {
  const value = query[name]
  if (typeof value !== 'string' || value === '') throw new WechatPushError('signature')
  return value
}

function checkSignature(
  given: string,
  settings: PushSettings,
  query: PushQuery,
  more: readonly string[],
): void {
  const parts = [settings.token, readOne(query, 'timestamp'), readOne(query, 'nonce'), ...more]
  if (!isSame(given, sign(parts))) throw new WechatPushError('signature')
}

const blockBytes = 32
const headBytes = 20

/** Removes WeChat's padding, PKCS#7 with a block of 32. */
function unpad(bytes: Buffer): Buffer {
  const count = bytes.at(-1) ?? 0
  const padding = bytes.subarray(bytes.length - count)
  if (count < 1 || count > blockBytes || !padding.every((byte) => byte === count))
    throw new WechatPushError('decrypt')
  return bytes.subarray(0, bytes.length - count)
}

/**
 * random16 ‖ uint32BE length ‖ message ‖ appid.
 * @throws WechatPushError decrypt, or appid when the message is meant for somebody else
 */
function decrypt(encrypted: string, encodingAesKey: string, appid: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  let plain: Buffer
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    plain = unpad(Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]))
  } catch {
    throw new WechatPushError('decrypt')
  }
  if (plain.length < headBytes) throw new WechatPushError('decrypt')
  const end = headBytes + plain.readUInt32BE(16)
  if (end > plain.length) throw new WechatPushError('decrypt')
  if (!isSame(plain.toString('utf8', end), appid)) throw new WechatPushError('appid')
  return plain.toString('utf8', headBytes, end)
}

function parseJson(text: string): unknown {
  if (text.trimStart().startsWith('<')) throw new WechatPushError('xml')
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new WechatPushError('format')
  }
}

const envelope = z.looseObject({ Encrypt: z.string().min(1) })

/** Checks, decrypts and reads a push. @throws WechatPushError */
export function openPush(settings: PushSettings, query: PushQuery, rawBody: string): PushEvent {
  const body = parseJson(rawBody)
  if (settings.encodingAesKey === undefined) {
    checkSignature(readOne(query, 'signature'), settings, query, [])
    return readPushEvent(body, settings.appid)
  }
  const sealed = envelope.safeParse(body)
  if (query.encrypt_type !== 'aes' || !sealed.success) throw new WechatPushError('notEncrypted')
  checkSignature(readOne(query, 'msg_signature'), settings, query, [sealed.data.Encrypt])
  const message = decrypt(sealed.data.Encrypt, settings.encodingAesKey, settings.appid)
  return readPushEvent(parseJson(message), settings.appid)
}

/** The console's check of the address. @returns the text to answer. @throws WechatPushError signature */
export function answerPushCheck(settings: PushSettings, query: PushQuery): string {
  checkSignature(readOne(query, 'signature'), settings, query, [])
  return readOne(query, 'echostr')
}
