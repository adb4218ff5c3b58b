import { deviceStore } from '../platform/storage'

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
}

function flushDraft(key: string): void {
  const waiting = pending.get(key)
  if (!waiting) return
  clearTimeout(waiting.timer)
  pending.delete(key)
  deviceStore.write(key, waiting.value)
}
