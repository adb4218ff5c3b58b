import type { Contract } from '@linli/shared/contract'
import { Types } from 'mongoose'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps } from '../deps'
import { AppError, assertThat } from '../lib/appError'
import { fieldAad, FieldCryptoError } from '../lib/fieldCrypto'
import { fingerprint } from '../lib/fingerprint'
import { isDuplicate } from '../lib/isDuplicate'
import { RequestRecord, type RequestRecordFields } from './requestRecord.model'

type KeyDeps = Pick<Deps, 'clock' | 'crypto'>

/** No handler takes as long; afterwards the process that had it is taken for dead. */
const leaseMilliseconds = 60_000
const waits = { everyMilliseconds: 40, times: 200 }

/** What makes two requests the same one. */
export interface KeyedRequest {
  userId: string
  contract: Contract
  key: string
  /** Everything that was sent, but files as their bytes. */
  input: unknown
  file?: Buffer | undefined
}

/**
 * Whether repeats of this endpoint are answered here: what staff make by a POST. Others keep the key in what they make
 * (`repeats: 'record'`), or may be repeated without harm.
 */
export function isAnsweredOnce({ method, success, access, repeats }: Contract): boolean {
  return method === 'post' && (success === 201 || success === 202) && Array.isArray(access) && !repeats
}

const idOf = ({ userId, contract, key }: KeyedRequest): string =>
  `${userId} ${contract.method} ${contract.path} ${key}`

async function insertRecord(_id: string, sent: string, now: Date): Promise<string | undefined> {
  const newId = new Types.ObjectId()
  try {
    const busyUntil = new Date(now.getTime() + leaseMilliseconds)
    await RequestRecord.create({ _id, fingerprint: sent, newId, busyUntil, createdAt: now })
    return newId.toString()
  } catch (error) {
    if (isDuplicate(error)) return undefined
    // It may be in all the same, with nobody at work under it: a repeat need not wait for the end of its lease.
    await RequestRecord.updateOne({ _id, newId }, { $set: { busyUntil: new Date(0) } }).catch(() => undefined)
    throw error
  }
}

/** Goes on where a process died or did not know what became of its write. */
async function takeOver({ _id, busyUntil }: RequestRecordFields, now: Date): Promise<boolean> {
  if (busyUntil > now) return false
  const lease = new Date(now.getTime() + leaseMilliseconds)
  const taken = await RequestRecord.updateOne({ _id, busyUntil }, { $set: { busyUntil: lease } })
  return taken.modifiedCount === 1
}

function readAnswer({ _id }: RequestRecordFields, blob: string, { crypto }: KeyDeps): unknown {
  try {
    return JSON.parse(crypto.decrypt(blob, fieldAad('requestrecords', _id, 'answer')))
  } catch (error) {
    // Its key was taken out of the configuration since: what is certain is that it was done.
    if (error instanceof FieldCryptoError) throw new AppError('request.already_done')
    throw error
  }
}

/** Ours to do, under this id; or what was answered before. */
type Turn = { newId: string } | { answer: unknown }

/** @throws AppError `request.already_done` when the key came with other input; `request.retry` after a long wait. */
async function awaitTurn(request: KeyedRequest, deps: KeyDeps): Promise<Turn> {
  const _id = idOf(request)
  const sent = fingerprint(request.input, request.file)
  for (let i = 0; i < waits.times; i++) {
    const now = deps.clock.now()
    const newId = await insertRecord(_id, sent, now)
    if (newId !== undefined) return { newId }
    const known = await RequestRecord.findOne({ _id }).lean<RequestRecordFields>()
    if (known) {
      assertThat(known.fingerprint === sent, 'request.already_done')
      if (known.answer != null) return { answer: readAnswer(known, known.answer, deps) }
      if (await takeOver(known, now)) return { newId: known.newId.toString() }
    }
    await sleep(waits.everyMilliseconds)
  }
  throw new AppError('request.retry')
}

/** A definite no leaves nothing behind; after anything else a repeat goes on under the same id. */
async function giveUp(_id: string, error: unknown): Promise<void> {
  if (error instanceof AppError && error.status < 500) await RequestRecord.deleteOne({ _id })
  else await RequestRecord.updateOne({ _id }, { $set: { busyUntil: new Date(0) } })
}

/**
 * Does a request once, however often it is sent: the first of several does it, the others wait and get its answer, also
 * after a restart. What is made takes `newId` (see `createOnce`), so that a repeat after a crash in the middle finds it.
 */
export async function answerOnce<T>(
  request: KeyedRequest,
  run: (newId: string) => Promise<T>,
  deps: KeyDeps,
): Promise<T> {
  const turn = await awaitTurn(request, deps)
  if ('answer' in turn) return turn.answer as T
  const _id = idOf(request)
  try {
    const answer = await run(turn.newId)
    const blob = deps.crypto.encrypt(JSON.stringify(answer), fieldAad('requestrecords', _id, 'answer'))
    await RequestRecord.updateOne({ _id }, { $set: { answer: blob } })
    return answer
  } catch (error) {
    // When even this cannot be written, the lease ends by itself.
    await giveUp(_id, error).catch(() => undefined)
    throw error
  }
}
