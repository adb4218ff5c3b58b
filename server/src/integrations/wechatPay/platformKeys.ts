import { X509Certificate, type KeyObject } from 'node:crypto'
import type { Clock } from '../../lib/clock'
import type { Merchant } from './merchant'

/** A certificate of the platform, decrypted. */
interface PlatformCertificate {
  serial: string
  key: KeyObject
  until: Date
}

/** Serial → key, of both modes; while a merchant switches, either signs. */
export interface PlatformKeys {
  /** Undefined when nobody known has this serial. May fetch certificates, but rarely. */
  find: (serial: string) => Promise<KeyObject | undefined>
}

/** Fetched again after so long. Source: WeChat Pay asks for less than 12 hours. */
const refreshMs = 10 * 3600_000
/** A serial nobody knows fetches at most so often: junk notices must not make us call out. */
const retryMs = 10 * 60_000
/** After a fetch that failed. */
const failedMs = 30_000

const normalise = (serial: string): string =>
  serial.startsWith('PUB_KEY_ID_') ? serial : serial.toUpperCase().replace(/^0+/, '')

/** Reads a certificate in PEM. @throws Error when it is none */
export function readPlatformCertificate(pem: string): PlatformCertificate {
  const certificate = new X509Certificate(pem)
  return {
    serial: certificate.serialNumber,
    key: certificate.publicKey,
    until: new Date(certificate.validTo),
  }
}

/** Keeps the platform's keys of one merchant; `fetch` asks for the certificates of the day. */
export function createPlatformKeys(
  merchant: Merchant,
  fetchCertificates: () => Promise<PlatformCertificate[]>,
  clock: Clock,
): PlatformKeys {
  const now = () => clock.now()
  const certificates = new Map<string, PlatformCertificate>()
  let gotAt = -Infinity
  let failedAt = -Infinity
  let running: Promise<void> | undefined

  const load = async (): Promise<void> => {
    try {
      for (const certificate of await fetchCertificates())
        certificates.set(normalise(certificate.serial), certificate)
      gotAt = now().getTime()
    } catch (error) {
      failedAt = now().getTime()
      throw error
    }
  }
  const refresh = (): Promise<void> =>
    (running ??= load().finally(() => {
      running = undefined
    }))
  const findKnown = (serial: string): KeyObject | undefined => {
    const known = certificates.get(serial)
    return known && known.until > now() ? known.key : undefined
  }

  return {
    async find(given) {
      const serial = normalise(given)
      const publicKey = merchant.publicKeys.get(serial)
      if (publicKey || !merchant.hasPlatformCertificates || serial.startsWith('PUB_KEY_ID_')) return publicKey
      const known = findKnown(serial)
      const nowMs = now().getTime()
      const isFresh = nowMs - gotAt < (known ? refreshMs : retryMs) || nowMs - failedAt < failedMs
      if (isFresh && !running) return known
      // With the key at hand a failed refresh is no reason to refuse.
      await refresh().catch((error: unknown) => {
        if (!known) throw error
      })
      return findKnown(serial)
    },
  }
}
