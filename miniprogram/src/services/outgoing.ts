import { create } from 'zustand'
import { makeId } from '../platform/id'
import { deviceStore } from '../platform/storage'
import type { ApiError } from './apiError'
import { toApiError } from './apiError'
import { callPrepared, makeRequest } from './http'
import type { CallInput, CallOutput, Contract } from './http.types'
import type { Outgoing } from './interceptors'
import { forgetPhotosOf, sendPhotosOf } from './keptPhotos'

/**
 * Sent once, never lost. What a person submits is stored before it is sent, with a key made here, and removed only
 * after a definite answer; until then it is sent again when the network, the app or the program comes back. The key
 * makes the server answer a repeat with the first result.
 */
export interface OutgoingItem {
  /** Also the idempotency key. */
  id: string
  userId: string
  /** What it is, in the person's words: 「报修：水管漏水」. */
  label: string
  request: Outgoing
  /** The draft to clear once this has arrived. */
  draftKey?: string
  /** Sent only when that item has arrived, or was given up: a visit is begun before it is finished. */
  after?: string
  /** Sent only when that item has had its answer, whatever it was: she left before she stood at the door. */
  behind?: string
  createdAt: number
  attempts: number
  nextTryAt: number
  state: 'waiting' | 'sending' | 'delivered' | 'refused'
  /** Why it was refused, as a sentence, and with which code. */
  problem?: { code: string; message: string }
  result?: unknown
}

export const outgoingStateNames: Record<OutgoingItem['state'], string> = {
  waiting: '等待发送',
  sending: '正在发送',
  delivered: '已收到',
  refused: '没有办成',
}

const storageKey = 'linli.outgoing'
const longestWaitMs = 60_000

interface OutgoingState {
  items: readonly OutgoingItem[]
}

export const useOutgoingStore = create<OutgoingState>(() => ({ items: load() }))

interface Waiter {
  done: Promise<unknown>
  resolve: (result: unknown) => void
  reject: (error: ApiError) => void
}

const waiters = new Map<string, Waiter>()
const deliveredListeners = new Set<(item: OutgoingItem) => void>()
let timer: ReturnType<typeof setTimeout> | undefined

interface Submission {
  label: string
  userId: string
  /** Of the form it was typed into: kept until the server has it, and sent by one item at a time. */
  draftKey?: string | undefined
  after?: string | undefined
  behind?: string | undefined
}

/**
 * Stores and sends. Resolves with the contract's response once delivered, however long that takes; rejects with the
 * server's refusal. A page that does not want to wait reads the item's state instead. While what was typed into the
 * same form, or the very same request, is under way, nothing second is made: the caller waits for the first, also
 * after the page was closed or the program killed.
 */
export function submit<C extends Contract = never>(
  method: C['method'],
  path: C['path'],
  input: CallInput<C>,
  { label, userId, draftKey, after, behind }: Submission,
): { id: string; done: Promise<CallOutput<C>> } {
  const id = makeId()
  const request = makeRequest(method, path, { ...input, idempotencyKey: id })
  const item =
    useOutgoingStore.getState().items.find((other) => isTheSame(other, { userId, draftKey, request })) ??
    add({
      ...{ id, userId, label, request },
      ...(draftKey === undefined ? {} : { draftKey }),
      ...(after === undefined ? {} : { after }),
      ...(behind === undefined ? {} : { behind }),
    })
  const { done } = waiterOf(item.id)
  void send(item)
  return { id: item.id, done: done as Promise<CallOutput<C>> }
}

/** Whether it is neither delivered nor refused yet. */
export const isUnderWay = ({ state }: OutgoingItem): boolean => state === 'waiting' || state === 'sending'

type Wanted = Pick<OutgoingItem, 'userId' | 'request'> & Pick<Submission, 'draftKey'>

function isTheSame(other: OutgoingItem, wanted: Wanted): boolean {
  if (!isUnderWay(other) || other.userId !== wanted.userId) return false
  if (wanted.draftKey !== undefined) return other.draftKey === wanted.draftKey
  const [a, b] = [other.request, wanted.request]
  return a.method === b.method && a.path === b.path && a.body === b.body
}

/** Whether it must wait for another one. */
export const isHeld = ({ after, behind }: OutgoingItem): boolean => {
  const first = after === undefined ? undefined : find(after)
  const other = behind === undefined ? undefined : find(behind)
  return (first !== undefined && first.state !== 'delivered') || (other !== undefined && isUnderWay(other))
}

/** What was refused before of the same form is settled by sending it anew; what waited for that waits for this. */
function add(
  part: Pick<OutgoingItem, 'id' | 'userId' | 'label' | 'request' | 'draftKey' | 'after' | 'behind'>,
): OutgoingItem {
  const item: OutgoingItem = { ...part, createdAt: Date.now(), attempts: 0, nextTryAt: 0, state: 'waiting' }
  const { items } = useOutgoingStore.getState()
  const settled = items
    .filter(
      ({ state, draftKey }) => state === 'refused' && draftKey !== undefined && draftKey === item.draftKey,
    )
    .map(({ id }) => id)
  const others = items
    .filter(({ id }) => !settled.includes(id))
    .map((other) =>
      other.after !== undefined && settled.includes(other.after) ? { ...other, after: item.id } : other,
    )
  write([...others, item])
  return item
}

/** What waited for an item that is settled. */
function sendFollowers(id: string): void {
  for (const item of useOutgoingStore.getState().items)
    if (item.after === id || item.behind === id) void send(item)
}

/** One promise for all who wait for an item. */
function waiterOf(id: string): Waiter {
  const known = waiters.get(id)
  if (known) return known
  let [resolve, reject]: [Waiter['resolve'], Waiter['reject']] = [() => undefined, () => undefined]
  const done = new Promise<unknown>((onResult, onRefusal) => {
    resolve = onResult
    reject = onRefusal
  })
  // A page that only watches the state does not listen here.
  done.catch(() => undefined)
  const made = { done, resolve, reject }
  waiters.set(id, made)
  return made
}

/** Sends everything that waits, whatever its pause: the network or the app has just come back. */
export function resendAll(userId: string): void {
  for (const item of useOutgoingStore.getState().items)
    if (item.state === 'waiting' && item.userId === userId) void send(item)
}

/** The person has read the refusal, or gives up what waits. */
export function discard(id: string): void {
  write(useOutgoingStore.getState().items.filter((item) => item.id !== id))
  sendFollowers(id)
}

/** Called for each item the server has taken. Returns the way to stop. */
export function onDelivered(listener: (item: OutgoingItem) => void): () => void {
  deliveredListeners.add(listener)
  return () => deliveredListeners.delete(listener)
}

/** One item, or `undefined` when it was never there or has been discarded. */
export function useOutgoing(id: string | undefined): OutgoingItem | undefined {
  return useOutgoingStore(({ items }) => items.find((item) => item.id === id))
}

async function send(item: OutgoingItem): Promise<void> {
  const current = useOutgoingStore.getState().items.find(({ id }) => id === item.id)
  if (current?.state !== 'waiting' || isHeld(current)) return
  update(item.id, { state: 'sending' })
  try {
    const result = await callPrepared(await withPhotos(item.request))
    forgetPhotosOf(item.request.body)
    update(item.id, { state: 'delivered', result })
    for (const listener of deliveredListeners) listener({ ...item, state: 'delivered', result })
    waiters.get(item.id)?.resolve(result)
    waiters.delete(item.id)
    sendFollowers(item.id)
  } catch (cause) {
    fail(item, toApiError(cause))
  }
}

/** Its photos go first; each keeps its id, so that a repeat says the same. */
async function withPhotos(request: Outgoing): Promise<Outgoing> {
  const body = await sendPhotosOf(request.body)
  return body === undefined ? request : { ...request, body }
}

function fail(item: OutgoingItem, error: ApiError): void {
  // Signed out is not a refusal either: it goes on after the next login.
  if (error.isPassing || error.status === 401) {
    const attempts = (find(item.id)?.attempts ?? 0) + 1
    const pause = Math.min(longestWaitMs, 1000 * 2 ** attempts)
    update(item.id, { state: 'waiting', attempts, nextTryAt: Date.now() + pause })
    scheduleRetry(item.userId)
    return
  }
  update(item.id, { state: 'refused', problem: { code: error.code, message: error.message } })
  waiters.get(item.id)?.reject(error)
  waiters.delete(item.id)
  sendFollowers(item.id)
}

function scheduleRetry(userId: string): void {
  clearTimeout(timer)
  const waiting = useOutgoingStore
    .getState()
    .items.filter((item) => item.state === 'waiting' && item.userId === userId && !isHeld(item))
  const next = Math.min(...waiting.map(({ nextTryAt }) => nextTryAt))
  if (!Number.isFinite(next)) return
  timer = setTimeout(
    () => {
      for (const item of waiting) if (item.nextTryAt <= Date.now()) void send(item)
      scheduleRetry(userId)
    },
    Math.max(250, next - Date.now()),
  )
}

function find(id: string): OutgoingItem | undefined {
  return useOutgoingStore.getState().items.find((item) => item.id === id)
}

function update(id: string, change: Partial<OutgoingItem>): void {
  write(useOutgoingStore.getState().items.map((item) => (item.id === id ? { ...item, ...change } : item)))
}

/** The device keeps what is not settled; what was delivered stays only for the open page to see. */
function write(items: readonly OutgoingItem[]): void {
  useOutgoingStore.setState({ items })
  deviceStore.write(
    storageKey,
    items.filter(({ state }) => state !== 'delivered'),
  )
}

/** What was under way when the program was killed may or may not have arrived: it is sent again under its key. */
function load(): OutgoingItem[] {
  const items = (deviceStore.read(storageKey) ?? []) as OutgoingItem[]
  return items.map((item) => (item.state === 'sending' ? { ...item, state: 'waiting' } : item))
}
