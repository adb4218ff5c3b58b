import { createCipheriv, createHash, createSign, createVerify, randomBytes } from 'node:crypto'
import type { SandboxMerchant, SandboxPlatform } from './payKeys'

/** What a merchant says about itself in `Authorization`. */
interface PayAuthorization {
  mchid: string
  nonce: string
  timestamp: string
  serial: string
  signature: string
}

const scheme = 'WECHATPAY2-SHA256-RSA2048 '

/** Reads the header; undefined when it is not of the form. */
export function readAuthorization(header: string): PayAuthorization | undefined {
  if (!header.startsWith(scheme)) return undefined
  const fields: Record<string, string> = {}
  for (const [, name = '', value = ''] of header.slice(scheme.length).matchAll(/(\w+)="([^"]*)"(?:,|$)/g))
    fields[name] = value
  const { mchid, nonce_str: nonce, timestamp, serial_no: serial, signature } = fields
  if (!mchid || !nonce || !timestamp || !serial || !signature) return undefined
  return { mchid, nonce, timestamp, serial, signature }
}

interface SignedRequest {
  method: string
  url: string
  body: string
}

const signedText = (request: SignedRequest, { timestamp, nonce }: PayAuthorization): string =>
  `${request.method}\n${request.url}\n${timestamp}\n${nonce}\n${request.body}\n`

/** Whether the merchant's key signed `METHOD\nPATH?QUERY\nTIMESTAMP\nNONCE\nBODY\n`. */
export function isRequestSigned(
  request: SignedRequest,
  authorization: PayAuthorization,
  merchant: SandboxMerchant,
): boolean {
  return createVerify('RSA-SHA256')
    .update(signedText(request, authorization))
    .verify(merchant.certificate, authorization.signature, 'base64')
}

/** So much of a body is shown in a refusal. */
const shownOfBody = 8

/** What was signed as the service saw it: by it developers find their mistake. Source: WeChat Pay, 验签失败的定位. */
export function describeSignature(request: SignedRequest, authorization: PayAuthorization): object {
  const shown = { ...request, body: request.body.slice(0, shownOfBody) }
  return {
    detail: { issue: 'sign not match' },
    field: 'signature',
    location: 'authorization',
    sign_information: {
      method: request.method,
      sign_message_length: Buffer.byteLength(signedText(request, authorization)),
      truncated_sign_message: signedText(shown, authorization),
      url: request.url,
    },
  }
}

/** Which of the platform's keys signs. */
export type PlatformKey = 'publicKey' | 'certificate'

/** How a signature is spoiled on purpose: as a probe of WeChat's, or by another's key. */
export type SignatureFault = 'signTest' | 'forged'

function spoil(signature: string, fault: SignatureFault | undefined): string {
  if (fault === 'signTest') return `WECHATPAY/SIGNTEST/${signature}`
  if (fault === 'forged') return Buffer.from(signature, 'base64').reverse().toString('base64')
  return signature
}

/** The headers of a reply or notice over its exact bytes. */
export function signHeaders(input: {
  body: string
  platform: SandboxPlatform
  key: PlatformKey
  nowMs: number
  fault?: SignatureFault | undefined
}): Record<string, string> {
  const { body, platform, key, nowMs, fault } = input
  const timestamp = String(Math.floor(nowMs / 1000))
  const nonce = randomBytes(16).toString('hex')
  const isPublicKey = key === 'publicKey'
  const signature = createSign('RSA-SHA256')
    .update(`${timestamp}\n${nonce}\n${body}\n`)
    .sign(isPublicKey ? platform.publicKeyKey : platform.certificateKey, 'base64')
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': isPublicKey ? platform.publicKeyId : platform.serial,
    'Wechatpay-Signature': spoil(signature, fault),
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

/** AES-256-GCM as notices and certificates carry it: ciphertext and tag in base64. */
export function sealResource(text: string, apiV3Key: string, associatedData: string) {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce)
  cipher.setAAD(Buffer.from(associatedData))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: associatedData,
    nonce,
  }
}

/** Whether the parameters of `requestPayment` were signed by the merchant, as WeChat checks before it shows the cashier. */
export function isPaySigned(
  parameters: { appId: string; timeStamp: string; nonceStr: string; package: string; paySign: string },
  merchant: SandboxMerchant,
): boolean {
  const text = `${parameters.appId}\n${parameters.timeStamp}\n${parameters.nonceStr}\n${parameters.package}\n`
  return createVerify('RSA-SHA256').update(text).verify(merchant.certificate, parameters.paySign, 'base64')
}

const toXml = (fields: Record<string, string | number>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')

/** The old notice of a payment: XML with an MD5 signature. */
export function buildV2Notice(fields: Record<string, string | number>, v2Key: string): string {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('&')
  const sign = createHash('md5').update(`${text}&key=${v2Key}`).digest('hex').toUpperCase()
  return `<xml>${toXml({ ...fields, sign })}</xml>`
}

/** The old notice of a refund: XML without a signature, its content encrypted with the merchant's old key. */
export function buildV2RefundNotice(
  head: Record<string, string>,
  content: Record<string, string | number>,
  v2Key: string,
): string {
  const key = createHash('md5').update(v2Key).digest('hex')
  // ECB is what the interface prescribes.
  const cipher = createCipheriv('aes-256-ecb', key, null)
  const sealed = Buffer.concat([cipher.update(`<root>${toXml(content)}</root>`, 'utf8'), cipher.final()])
  return `<xml>${toXml({ ...head, req_info: sealed.toString('base64') })}</xml>`
}
