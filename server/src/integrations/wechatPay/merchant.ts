import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** The text itself, or the path of a file that holds it, seen from the list's folder. */
const createPem = (folder: string) =>
  z
    .string()
    .min(1)
    .transform((value, ctx) => {
      if (value.includes('-----BEGIN')) return value
      try {
        return readFileSync(path.resolve(folder, value), 'utf8')
      } catch {
        ctx.addIssue({ code: 'custom', message: `cannot read ${value}` })
        return z.NEVER
      }
    })

const apiV3Key = z.string().refine((key) => Buffer.byteLength(key) === 32, 'an APIv3 key has 32 bytes')

const createMerchantSchema = (pem: ReturnType<typeof createPem>) =>
  z
    .strictObject({
      /** 商户号 */
      mchid: z.string().regex(/^\d{8,12}$/),
      /** apiclient_key.pem */
      privateKey: pem,
      /** apiclient_cert.pem; only its serial is used. */
      certificate: pem,
      /** Id → APIv3 key, newest first: a notice is opened with the first that fits, so that keys can be changed. */
      apiV3Keys: z.record(z.string().regex(/^[A-Za-z0-9]{1,16}$/), apiV3Key),
      /** 微信支付公钥: `PUB_KEY_ID_…` → key. */
      publicKeys: z.record(z.string().startsWith('PUB_KEY_ID_'), pem).default({}),
      /** Whether platform certificates are to be fetched; they are when there is no public key. */
      hasPlatformCertificates: z.boolean().optional(),
      /** APIv2 key; without it notices of the old form are taken for hints without a check. */
      v2Key: z.string().length(32).optional(),
    })
    .refine(({ apiV3Keys }) => Object.keys(apiV3Keys).length > 0, 'apiV3Keys: at least one')

/** What a merchant number needs to work, read and checked. */
export interface Merchant {
  mchid: string
  /** Upper case, of the certificate. */
  serial: string
  certificate: string
  privateKey: string
  apiV3Keys: string[]
  publicKeys: Map<string, KeyObject>
  hasPlatformCertificates: boolean
  v2Key: string | undefined
}

function readMerchant(settings: z.output<ReturnType<typeof createMerchantSchema>>): Merchant {
  const certificate = new X509Certificate(settings.certificate)
  if (!certificate.checkPrivateKey(createPrivateKey(settings.privateKey)))
    throw new Error(`the private key of ${settings.mchid} does not belong to its certificate`)
  const publicKeys = Object.entries(settings.publicKeys).map(
    ([id, text]) => [id, createPublicKey(text)] as const,
  )
  return {
    mchid: settings.mchid,
    serial: certificate.serialNumber.toUpperCase(),
    certificate: settings.certificate,
    privateKey: settings.privateKey,
    apiV3Keys: Object.values(settings.apiV3Keys),
    publicKeys: new Map(publicKeys),
    hasPlatformCertificates: settings.hasPlatformCertificates ?? publicKeys.length === 0,
    v2Key: settings.v2Key,
  }
}

/**
 * Reads the merchants from JSON: an array, or the path of a file that holds one; where a PEM is asked for, a path may
 * stand, seen from the list's folder. Empty or absent: nobody takes payments.
 * @throws Error that names what is wrong, without repeating a key
 */
export function readMerchants(setting: string | undefined): Merchant[] {
  if (setting === undefined || setting.trim() === '') return []
  const isInline = setting.trimStart().startsWith('[')
  const folder = isInline ? '.' : path.dirname(setting)
  let value: unknown
  try {
    value = JSON.parse(isInline ? setting : readFileSync(setting, 'utf8'))
  } catch {
    throw new Error(`WECHAT_PAY_MERCHANTS: ${isInline ? 'not JSON' : `cannot read ${setting} as JSON`}`)
  }
  const parsed = z.array(createMerchantSchema(createPem(folder))).safeParse(value)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`WECHAT_PAY_MERCHANTS: ${issues.join('; ')}`)
  }
  return parsed.data.map(readMerchant)
}
