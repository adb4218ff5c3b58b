import type { PayParameters } from '@linli/shared/payments/payment.contract'

/** What every platform offers under the same name; a function that a platform cannot offer is `undefined`. */

export interface KeyValueStore {
  /** What was written under the key; `undefined` where nothing is stored or it cannot be read. */
  read: (key: string) => unknown
  /** False when the device has no room: the caller keeps what it has in memory. */
  write: (key: string, value: unknown) => boolean
  remove: (key: string) => void
}

export interface Tokens {
  accessToken: string
  refreshToken: string
}

export interface RawRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
}

export interface RawAnswer {
  status: number
  text: string
}

/** One recording, as a file the upload can take. */
export interface Recording {
  path: string
  durationMs: number
}

export interface Recorder {
  start: () => Promise<void>
  stop: () => Promise<Recording>
  cancel: () => void
}

export interface SharedCard {
  title: string
  /** Page path with query, without a leading slash, as in app.config. */
  path: string
  imageUrl?: string
}

/** The login code of the platform, with the state that came with it on H5. */
export interface LoginCode {
  code: string
  state?: string
}

/** A file the person chose, with the name they know it by. */
export interface PickedFile {
  path: string
  name: string
}

/** The answer to a download: on success the file's address on this device, else the server's words. */
export interface RawDownload extends RawAnswer {
  path: string
}

/** What a cashier answered; `left`: the person is on the cashier's page; `unavailable`: no WeChat around the page. */
export type PayAnswer = 'saidPaid' | 'cancelled' | 'failed' | 'left' | 'unavailable'

/** Opens the cashier with signed parameters; `cashierUrl` only while the sandbox stands in for WeChat. */
export type Pay = (parameters: PayParameters, cashierUrl: string | undefined) => Promise<PayAnswer>
