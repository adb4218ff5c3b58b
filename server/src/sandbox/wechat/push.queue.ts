import { randomBytes } from 'node:crypto'
import type { Faults } from '../kernel/fault'
import type { SandboxClock } from '../kernel/sandboxClock'
import type { Store } from '../kernel/store'
import { deliverPush, verifyPushTarget, type PushTarget } from './push.delivery'

/** A picture or sound that waits to be looked at. */
export interface MediaJob {
  url: string
  mediaType: 1 | 2
  version: 1 | 2
  traceId: string
}

export interface PushItem {
  id: string
  /** The call that caused it; faults for pushes are switched on by this path. */
  source: string
  openid: string
  /** What is pushed; made at the first attempt when `media` is set. */
  event?: object
  media?: MediaJob
  dueAt: number
  attempts: number
  isForged: boolean
  state: 'waiting' | 'sending' | 'delivered' | 'failed' | 'suppressed'
  /** What the last attempt met: an HTTP status, or words. */
  lastResult: string
}

export interface PushQueue {
  target(): PushTarget
  setTarget(target: Partial<PushTarget>): void
  /** Plans a push; the faults noPush, duplicatePush and forgedPush of `source` apply. */
  plan(
    item: Pick<PushItem, 'source' | 'openid'> & { event?: object; media?: MediaJob; delayMs: number },
  ): void
  list(): PushItem[]
  /** The console's check of the address: true when it answers the echo. */
  verifyTarget(): Promise<boolean>
  clear(): void
  stop(): Promise<void>
}

const keptItems = 500

interface QueueParts {
  clock: SandboxClock
  store: Store
  faults: Faults
  target: PushTarget | (() => PushTarget)
  retryDelaysMs: readonly number[]
  examine: (job: MediaJob, openid: string) => Promise<object>
}

/** Pushes with retries, on the sandbox's clock: moving the clock forward sends what has become due. */
export function createPushQueue({
  clock,
  store,
  faults,
  target,
  retryDelaysMs,
  examine,
}: QueueParts): PushQueue {
  let changed: Partial<PushTarget> = {}
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const readTarget = () => ({ ...(typeof target === 'function' ? target() : target), ...changed })

  const attempt = async (item: PushItem): Promise<void> => {
    item.state = 'sending'
    item.attempts += 1
    if (item.media && !item.event) {
      const event = await examine(item.media, item.openid)
      // A duplicate is the same push twice, to the letter.
      for (const twin of store.state.pushes)
        if (twin.media?.traceId === item.media.traceId) twin.event ??= event
    }
    item.lastResult = await deliverPush(item, readTarget(), clock.nowMs(), stopping.signal)
    const delay = retryDelaysMs[item.attempts - 1]
    if (item.lastResult === 'ok') item.state = 'delivered'
    else if (delay === undefined) item.state = 'failed'
    else {
      item.state = 'waiting'
      item.dueAt = clock.nowMs() + delay
    }
    store.touch()
    arm()
  }

  const runDue = () => {
    timer = undefined
    for (const item of store.state.pushes) {
      if (item.state !== 'waiting' || item.dueAt > clock.nowMs()) continue
      const job = attempt(item).finally(() => running.delete(job))
      running.add(job)
    }
    arm()
  }

  const arm = () => {
    clearTimeout(timer)
    timer = undefined
    const dues = store.state.pushes.filter((item) => item.state === 'waiting').map((item) => item.dueAt)
    if (isStopped || dues.length === 0) return
    const waitMs = Math.min(...dues) - clock.nowMs()
    timer = setTimeout(runDue, Math.min(Math.max(waitMs, 5), 60_000))
    timer.unref()
  }

  const plan: PushQueue['plan'] = ({ source, openid, event, media, delayMs }) => {
    const fault = faults.take(source, ['noPush', 'duplicatePush', 'forgedPush'])?.kind
    const item: PushItem = {
      id: randomBytes(6).toString('hex'),
      source,
      openid,
      ...(event && { event }),
      ...(media && { media }),
      dueAt: clock.nowMs() + delayMs,
      attempts: 0,
      isForged: fault === 'forgedPush',
      state: fault === 'noPush' ? 'suppressed' : 'waiting',
      lastResult: '',
    }
    store.state.pushes.push(item)
    if (fault === 'duplicatePush') store.state.pushes.push({ ...item, id: `${item.id}-again` })
    store.state.pushes = store.state.pushes.slice(-keptItems)
    store.touch()
    arm()
  }

  for (const item of store.state.pushes) if (item.state === 'sending') item.state = 'waiting'
  clock.onShift(arm)
  arm()

  return {
    target: readTarget,
    setTarget(next) {
      changed = { ...changed, ...next }
    },
    plan,
    list: () => store.state.pushes,
    verifyTarget: () => verifyPushTarget(readTarget(), clock.nowMs()),
    clear() {
      changed = {}
      arm()
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      stopping.abort()
      await Promise.allSettled(running)
    },
  }
}
