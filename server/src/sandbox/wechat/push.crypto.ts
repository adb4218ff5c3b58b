import { toXml } from './push.xml'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'

/** sha1 of the parts sorted and joined: how WeChat signs a push. */
function signPush(parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')
}

const blockBytes = 32

/**
 * Encrypts as 安全模式 does: random16 ‖ length ‖ message ‖ appid, PKCS#7 to 32 bytes, AES-256-CBC with the key's
 * first half as IV.
 */
function encryptPush(message: string, appid: string, encodingAesKey: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const body = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const plain = Buffer.concat([randomBytes(16), length, body, Buffer.from(appid)])
  const padding = blockBytes - (plain.length % blockBytes)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(padding, padding)),
    cipher.final(),
  ]).toString('base64')
}

/** Query and body of one push request. `forged` spoils the signature. */
export function buildPushRequest(input: {
  event: object
  appid: string
  openid: string
  originalId: string
  token: string
  encodingAesKey: string
  mode: 'safe' | 'plain'
  format: 'json' | 'xml'
  nowMs: number
  isForged: boolean
}): { query: Record<string, string>; body: string } {
  const timestamp = String(Math.floor(input.nowMs / 1000))
  const nonce = String(randomBytes(4).readUInt32BE())
  const token = input.isForged ? 'not the token' : input.token
  const signature = signPush([token, timestamp, nonce])
  const query = { signature, timestamp, nonce, openid: input.openid }
  const write = input.format === 'xml' ? toXml : JSON.stringify
  const message = write(input.event)
  if (input.mode === 'plain') return { query, body: message }
  const encrypted = encryptPush(message, input.appid, input.encodingAesKey)
  return {
    query: {
      ...query,
      encrypt_type: 'aes',
      msg_signature: signPush([token, timestamp, nonce, encrypted]),
    },
    body: write({ ToUserName: input.originalId, Encrypt: encrypted }),
  }
}

/** The console's GET check of a push address, and the text it must answer. */
export function buildVerification(url: string, token: string, nowMs: number): { address: URL; echo: string } {
  const timestamp = String(Math.floor(nowMs / 1000))
  const nonce = String(randomBytes(4).readUInt32BE())
  const echo = String(randomBytes(6).readUIntBE(0, 6))
  const address = new URL(url)
  const query = { signature: signPush([token, timestamp, nonce]), timestamp, nonce, echostr: echo }
  for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value)
  return { address, echo }
}
