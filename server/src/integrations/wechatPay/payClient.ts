import { randomBytes, type KeyObject } from 'node:crypto'
import WxPay from 'wechatpay-node-v3'
import type { Clock } from '../../lib/clock'
import type { Merchant } from './merchant'
import { isSignedBy, openResource, readSignature, type SealedResource } from './payVerify'
import { createPlatformKeys, readPlatformCertificate, type PlatformKeys } from './platformKeys'
import { PayNoticeError, WechatPayError } from './wechatPay.error'

/** The host that the library writes into its addresses. */
const libraryBase = 'https://api.mch.weixin.qq.com'

/** What the library expects of a transport. */
export interface PayReply {
  status: number
  data?: unknown
  error?: string
}

/** One merchant's calls: the library builds and signs them, what comes back is verified here. */
export interface PayClient {
  library: WxPay
  keys: PlatformKeys
  /** A file: its answer is unsigned, so the caller checks its hash. */
  download(url: string): Promise<Buffer>
}

export interface PayClientOptions {
  /** `https://api.mch.weixin.qq.com`, or the sandbox. */
  base: string
  clock: Clock
  timeoutMs: number
}

interface RawReply {
  status: number
  headers: Headers
  bytes: Buffer
}

function describeFailure(path: string, error: unknown): WechatPayError {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } }
  if (name === 'TimeoutError') return new WechatPayError('timeout', path, 'no answer in time')
  return new WechatPayError(
    'network',
    path,
    typeof cause?.code === 'string' ? cause.code : 'connection failed',
  )
}

/**
 * Signs again what the library hands over, because its nonce is `Math.random` and its time not ours; the string that
 * is signed is the library's.
 */
function createSender(merchant: Merchant, library: () => WxPay, options: PayClientOptions) {
  return async (method: 'GET' | 'POST', url: string, body?: string): Promise<RawReply> => {
    const target = url.slice(libraryBase.length)
    const path = target.split('?')[0] ?? target
    const nonce = randomBytes(16).toString('hex')
    const timestamp = String(Math.floor(options.clock.now().getTime() / 1000))
    const signature = library().getSignature(method, nonce, timestamp, target, body)
    const [publicKeyId] = merchant.publicKeys.keys()
    try {
      const response = await fetch(options.base + target, {
        method,
        ...(body !== undefined && { body }),
        headers: {
          accept: 'application/json',
          'user-agent': 'linli',
          authorization: library().getAuthorization(nonce, timestamp, signature),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(publicKeyId !== undefined && { 'wechatpay-serial': publicKeyId }),
        },
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeoutMs),
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      return { status: response.status, headers: response.headers, bytes }
    } catch (error) {
      throw describeFailure(path, error)
    }
  }
}

type FindKey = (serial: string) => Promise<KeyObject | undefined>

/** @throws WechatPayError signature */
async function verifyReply(path: string, reply: RawReply, findKey: FindKey, now: Date): Promise<void> {
  try {
    const signed = readSignature(Object.fromEntries(reply.headers), now)
    const key = await findKey(signed.serial)
    if (!key) throw new PayNoticeError('unknownKey')
    if (!isSignedBy(key, signed, reply.bytes.toString('utf8'))) throw new PayNoticeError('badSignature')
  } catch (error) {
    if (!(error instanceof PayNoticeError)) throw error
    throw new WechatPayError('signature', path, error.reason)
  }
}

interface CertificateRow {
  encrypt_certificate: SealedResource
}

/** Opens the platform's certificates; the answer is signed by one of them, so that is checked with what it brings. */
async function readCertificates(reply: RawReply, merchant: Merchant, now: Date) {
  const path = '/v3/certificates'
  if (reply.status !== 200) throw new WechatPayError('api', path, `HTTP ${reply.status}`, reply.status)
  const { data } = JSON.parse(reply.bytes.toString('utf8')) as { data: CertificateRow[] }
  const certificates = data.map((row) =>
    readPlatformCertificate(openResource(row.encrypt_certificate, merchant.apiV3Keys)),
  )
  const bySerial = new Map(certificates.map((each) => [each.serial.toUpperCase(), each.key]))
  const find: FindKey = (serial) =>
    Promise.resolve(bySerial.get(serial.toUpperCase()) ?? merchant.publicKeys.get(serial))
  await verifyReply(path, reply, find, now)
  return certificates
}

function toPayReply(reply: RawReply): PayReply {
  const text = reply.bytes.toString('utf8')
  if (reply.status >= 300) return { status: reply.status, error: text }
  return { status: reply.status, data: text === '' ? {} : (JSON.parse(text) as unknown) }
}

export function createPayClient(merchant: Merchant, options: PayClientOptions): PayClient {
  const send = createSender(merchant, () => library, options)
  const keys = createPlatformKeys(
    merchant,
    async () =>
      readCertificates(await send('GET', `${libraryBase}/v3/certificates`), merchant, options.clock.now()),
    options.clock,
  )
  const call = async (method: 'GET' | 'POST', url: string, body?: string): Promise<PayReply> => {
    const reply = await send(method, url, body)
    const path = url.slice(libraryBase.length).split('?')[0] ?? ''
    if (reply.status < 300) await verifyReply(path, reply, keys.find, options.clock.now())
    return toPayReply(reply)
  }
  /** Every call can be repeated, and WeChat spoils a signature now and then to see whether we look. */
  const callTwice = (method: 'GET' | 'POST', url: string, body?: string): Promise<PayReply> =>
    call(method, url, body).catch((error: unknown) => {
      if (error instanceof WechatPayError && error.kind === 'signature') return call(method, url, body)
      throw error
    })
  const library = new WxPay({
    appid: '',
    mchid: merchant.mchid,
    serial_no: merchant.serial,
    publicKey: Buffer.from(merchant.certificate),
    privateKey: Buffer.from(merchant.privateKey),
  })
  library.createHttp({
    get: (url) => callTwice('GET', url),
    post: (url, params) => callTwice('POST', url, JSON.stringify(params)),
    upload: () => Promise.reject(new WechatPayError('format', '/v3/merchant/media/upload', 'not used')),
  })
  return {
    library,
    keys,
    download: async (url) => {
      // Only path and query of it are used: nobody sends us elsewhere.
      const { pathname, search } = new URL(url)
      const reply = await send('GET', `${libraryBase}${pathname}${search}`)
      if (reply.status !== 200)
        throw new WechatPayError('api', pathname, `HTTP ${reply.status}`, reply.status)
      return reply.bytes
    },
  }
}
