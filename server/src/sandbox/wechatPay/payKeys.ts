import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeCertificate, makeSerial } from './certificate'

/** How the platform signs for a merchant; `both` is the week of switching, when either comes. */
export type PlatformMode = 'publicKey' | 'certificate' | 'both'

/** A merchant's credentials, as a developer would download them from the merchant console. */
export interface SandboxMerchant {
  mchid: string
  name: string
  mode: PlatformMode
  /** apiclient_key.pem */
  privateKey: string
  /** apiclient_cert.pem */
  certificate: string
  /** Of the certificate. */
  serial: string
  /** 32 characters. */
  apiV3Key: string
  /** 32 characters; for the old XML notices. */
  v2Key: string
}

/** What the platform signs with: a certificate's key, and the key of 微信支付公钥. */
export interface SandboxPlatform {
  serial: string
  certificate: string
  certificateKey: string
  publicKeyId: string
  publicKey: string
  publicKeyKey: string
}

export interface PayKeys {
  merchants: SandboxMerchant[]
  platform: SandboxPlatform
}

/** The sandbox's merchants: one of each way in which the platform signs. */
const merchantSeeds = [
  { mchid: '1900000001', name: '沙箱商户一号（微信支付公钥）', mode: 'publicKey' },
  { mchid: '1900000002', name: '沙箱商户二号（平台证书）', mode: 'certificate' },
  { mchid: '1900000003', name: '沙箱商户三号（正在切换）', mode: 'both' },
] as const

/** Certificates begin in the past, so that a clock set back a little does not refuse them. */
const certifiedFrom = new Date('2026-01-01T00:00:00.000Z')

const makeKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey

const makeSecret = (): string => randomBytes(16).toString('hex')

function makePlatform(): SandboxPlatform {
  const [certificateKey, publicKeyKey, serial] = [makeKey(), makeKey(), makeSerial()]
  const commonName = 'Linli sandbox, not Tenpay.com'
  return {
    serial,
    certificateKey,
    certificate: makeCertificate({ privateKey: certificateKey, serial, commonName, from: certifiedFrom }),
    publicKeyId: `PUB_KEY_ID_01${merchantSeeds[0].mchid}2026010100000000000000`.slice(0, 45),
    publicKey: createPublicKey(publicKeyKey).export({ type: 'spki', format: 'pem' }).toString(),
    publicKeyKey,
  }
}

function makeMerchant(seed: (typeof merchantSeeds)[number]): SandboxMerchant {
  const [privateKey, serial] = [makeKey(), makeSerial()]
  const certificate = makeCertificate({
    privateKey,
    serial,
    commonName: `Linli sandbox merchant ${seed.mchid}`,
    from: certifiedFrom,
  })
  return { ...seed, privateKey, certificate, serial, apiV3Key: makeSecret(), v2Key: makeSecret() }
}

let made: PayKeys | undefined

/** Made once in a process: five RSA keys take a second. */
function makeKeys(): PayKeys {
  made ??= { platform: makePlatform(), merchants: merchantSeeds.map(makeMerchant) }
  return structuredClone(made)
}

const keysFile = 'sandbox-keys.json'
const merchantsFile = 'merchants.json'

function writeMerchant(folder: string, merchant: SandboxMerchant, platform: SandboxPlatform): void {
  const files = {
    'apiclient_key.pem': merchant.privateKey,
    'apiclient_cert.pem': merchant.certificate,
    'apiclient_serial.txt': merchant.serial,
    'apiv3_key.txt': merchant.apiV3Key,
    'v2_key.txt': merchant.v2Key,
    ...(merchant.mode === 'certificate'
      ? {}
      : { 'pub_key.pem': platform.publicKey, 'pub_key_id.txt': platform.publicKeyId }),
    ...(merchant.mode === 'publicKey' ? {} : { 'platform_cert.pem': platform.certificate }),
  }
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, name), text, { mode: 0o600 })
}

/** One merchant as `WECHAT_PAY_MERCHANTS` takes it; the paths are those beside the list. */
function describeSetting(merchant: SandboxMerchant, platform: SandboxPlatform): object {
  const at = (name: string) => `${merchant.mchid}/${name}`
  return {
    mchid: merchant.mchid,
    privateKey: at('apiclient_key.pem'),
    certificate: at('apiclient_cert.pem'),
    apiV3Keys: { sandbox: merchant.apiV3Key },
    v2Key: merchant.v2Key,
    publicKeys: merchant.mode === 'certificate' ? {} : { [platform.publicKeyId]: at('pub_key.pem') },
    hasPlatformCertificates: merchant.mode !== 'publicKey',
  }
}

function writeFiles(directory: string, keys: PayKeys): void {
  for (const merchant of keys.merchants)
    writeMerchant(path.join(directory, merchant.mchid), merchant, keys.platform)
  const settings = keys.merchants.map((merchant) => describeSetting(merchant, keys.platform))
  const lists = { [merchantsFile]: settings, [keysFile]: keys }
  for (const [name, list] of Object.entries(lists))
    writeFileSync(path.join(directory, name), JSON.stringify(list, undefined, 2), { mode: 0o600 })
}

/** Where the credentials lie under the sandbox's data directory. */
export const payDirectory = (dataDir: string): string => path.join(dataDir, 'wechat-pay')

/**
 * The keys of platform and merchants. With a data directory they are written there once, one folder for each
 * merchant, for any program to use, and stay the same over restarts; without one they live with the process.
 */
export function openPayKeys(dataDir?: string): PayKeys {
  if (dataDir === undefined) return makeKeys()
  const directory = payDirectory(dataDir)
  try {
    return JSON.parse(readFileSync(path.join(directory, keysFile), 'utf8')) as PayKeys
  } catch {
    const keys = makeKeys()
    mkdirSync(directory, { recursive: true })
    writeFiles(directory, keys)
    return keys
  }
}

/**
 * Makes the credentials if they are not there yet.
 * @returns the file that `WECHAT_PAY_MERCHANTS` may name
 */
export function ensureMerchantsFile(dataDir: string): string {
  openPayKeys(dataDir)
  return path.join(payDirectory(dataDir), merchantsFile)
}
