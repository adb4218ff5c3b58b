import type { Clock } from '../../lib/clock'

/** The sandbox's own time: the given clock plus an offset that a test or a person sets. */
export interface SandboxClock extends Clock {
  nowMs(): number
  offsetMs(): number
  setOffset(offsetMs: number): void
  /** Called after each change of the offset. */
  onShift(listener: () => void): void
}

export function createSandboxClock(base: Clock, initialOffsetMs = 0): SandboxClock {
  let offset = initialOffsetMs
  const listeners: (() => void)[] = []
  const nowMs = () => base.now().getTime() + offset
  return {
    nowMs,
    now: () => new Date(nowMs()),
    offsetMs: () => offset,
    setOffset(offsetMs) {
      offset = offsetMs
      for (const listener of listeners) listener()
    },
    onShift: (listener) => listeners.push(listener),
  }
}
