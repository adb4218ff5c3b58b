import { makeId } from '../platform/id'
import { deviceStore } from '../platform/storage'
import { toApiError } from '../services/apiError'

const pauseMs = 300
const prefix = 'linli.draft.'

interface Pending {
  value: unknown
  timer: ReturnType<typeof setTimeout>
}

const pending = new Map<string, Pending>()

/** One draft per form and person: 「need:water」 of user 42. */
export function draftKeyOf(form: string, userId: string): string {
  return `${prefix}${userId}.${form}`
}

export function readDraft(key: string): unknown {
  const waiting = pending.get(key)
  return waiting ? waiting.value : deviceStore.read(key)
}

/** Saves shortly after the last change. */
export function saveDraft(key: string, value: unknown): void {
  clearTimeout(pending.get(key)?.timer)
  const timer = setTimeout(() => {
    flushDraft(key)
  }, pauseMs)
  pending.set(key, { value, timer })
}

/** Saves everything now: the app is being hidden and may be killed. */
export function flushDrafts(): void {
  for (const key of [...pending.keys()]) flushDraft(key)
}

/** Only after the server has acknowledged what was submitted, or when the person throws it away. */
export function clearDraft(key: string): void {
  clearTimeout(pending.get(key)?.timer)
  pending.delete(key)
  deviceStore.remove(key)
  deviceStore.remove(requestKeyAt(key))
}

const requestKeyAt = (key: string): string => `${key}#sent`

function takeRequestKey(key: string): string {
  const kept = deviceStore.read(requestKeyAt(key))
  if (typeof kept === 'string') return kept
  const made = makeId()
  deviceStore.write(requestKeyAt(key), made)
  return made
}

/**
 * Sends a draft under a key that is kept beside it until the server has given a definite answer: pressed again after a
 * lost answer, also after the program was killed, it still counts once. For forms that wait for their answer; what may
 * leave later by itself goes through `submit`.
 */
export async function sendOnce<T>(key: string, send: (requestKey: string) => Promise<T>): Promise<T> {
  try {
    const answer = await send(takeRequestKey(key))
    deviceStore.remove(requestKeyAt(key))
    return answer
  } catch (cause) {
    // What is sent next is something else: the person has been told to look first.
    if (toApiError(cause).code === 'request.already_done') deviceStore.remove(requestKeyAt(key))
    throw cause
  }
}

function flushDraft(key: string): void {
  const waiting = pending.get(key)
  if (!waiting) return
  clearTimeout(waiting.timer)
  pending.delete(key)
  deviceStore.write(key, waiting.value)
}
