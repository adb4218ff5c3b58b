import type { EventListener, ServerEventData, ServerEventName } from '@linli/shared/events'

/**
 * The one place where events of the server reach stores and pages. Events carry ids and versions (ADR 0008): whoever
 * listens fetches the record again. After each reconnect everything may have changed, so all catch up.
 */

const listeners = new Map<ServerEventName, Set<(data: never, spreadMs: number) => void>>()
const catchUps = new Set<() => void>()

/** Each of them, so that one which is added cannot be forgotten here. */
const names: Record<ServerEventName, true> = {
  'need.changed': true,
  'queue.changed': true,
  'reviews.changed': true,
  'payment.changed': true,
  'careOrder.changed': true,
  'inbox.changed': true,
  'thread.changed': true,
  'motion.changed': true,
  'project.changed': true,
  'ballot.changed': true,
  'session.changed': true,
  'sos.changed': true,
  'bond.changed': true,
  'import.changed': true,
}
export const serverEventNames = Object.keys(names) as ServerEventName[]

/** Calls back on each event of the name. Returns the way to stop. */
export function onServerEvent<N extends ServerEventName>(name: N, listener: EventListener<N>): () => void {
  const all = listeners.get(name) ?? new Set<(data: never, spreadMs: number) => void>()
  listeners.set(name, all)
  all.add(listener)
  return () => all.delete(listener)
}

/** Calls back when events may have been missed. Returns the way to stop. */
export function onCatchUp(listener: () => void): () => void {
  catchUps.add(listener)
  return () => catchUps.delete(listener)
}

export function passOn<N extends ServerEventName>(name: N, data: ServerEventData<N>, spreadMs = 0): void {
  for (const listener of (listeners.get(name) ?? []) as Iterable<EventListener<N>>) listener(data, spreadMs)
}

export function catchUp(): void {
  for (const listener of catchUps) listener()
}
