import { createDecipheriv, createHash, createHmac } from 'node:crypto'
import { PayNoticeError } from './wechatPay.error'
import type { PayNotice } from './wechatPay.port'

/** Real ones have less than 2,000. Of a long one, which anybody may send, every beginning of a field would cost time. */
const maxCharacters = 8_192

/** The flat fields of an old notice. Entities are neither known nor expanded. */
function readXml(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const field = /<(\w{1,40})>(?:<!\[CDATA\[([^]{0,4096}?)\]\]>|([^<]{0,4096}))<\/\1>/g
  for (const [, name = '', quoted, plain] of text.matchAll(field)) fields[name] = quoted ?? plain ?? ''
  return fields
}

/** MD5 or HMAC-SHA256 over the sorted fields. Source: WeChat Pay APIv2, 签名算法. */
function isSigned(fields: Record<string, string>, v2Key: string): boolean {
  const text = Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('&')
  const signed = `${text}&key=${v2Key}`
  const md5 = createHash('md5').update(signed).digest('hex')
  const hmac = createHmac('sha256', v2Key).update(signed).digest('hex')
  return [md5, hmac].includes((fields.sign ?? '').toLowerCase())
}

/** The content of a refund's notice, encrypted with the digest of the old key. */
function openRefund(sealed: string, v2Key: string): Record<string, string> {
  try {
    const key = createHash('md5').update(v2Key).digest('hex')
    const decipher = createDecipheriv('aes-256-ecb', key, null)
    const text = Buffer.concat([decipher.update(sealed, 'base64'), decipher.final()]).toString('utf8')
    return readXml(text)
  } catch {
    throw new PayNoticeError('unreadable')
  }
}

/** Whether a body is a notice of the old form. */
export const isXml = (body: string): boolean => /^\s*(<\?xml|<xml>)/.test(body)

/**
 * Reads an old notice. It says only which record changed: its signature is weak and may be unknown, so what became of
 * it is asked of WeChat Pay.
 * @throws PayNoticeError badSignature, unreadable
 */
export function readXmlNotice(body: string, v2Key: string | undefined): PayNotice {
  if (body.length > maxCharacters) throw new PayNoticeError('unreadable')
  const outer = readXml(body)
  const id = `v2-${createHash('sha256').update(body).digest('hex').slice(0, 40)}`
  const sealed = outer.req_info
  if (sealed === undefined && v2Key !== undefined && !isSigned(outer, v2Key))
    throw new PayNoticeError('badSignature')
  if (sealed !== undefined && v2Key === undefined) return { kind: 'other', id, eventType: 'V2.REFUND' }
  const fields = sealed === undefined || v2Key === undefined ? outer : openRefund(sealed, v2Key)
  const { out_trade_no: outTradeNo, out_refund_no: outRefundNo } = fields
  if (outTradeNo === undefined && outRefundNo === undefined) throw new PayNoticeError('unreadable')
  return {
    kind: 'hint',
    id,
    ...(outTradeNo === undefined ? {} : { outTradeNo }),
    ...(outRefundNo === undefined ? {} : { outRefundNo }),
  }
}
