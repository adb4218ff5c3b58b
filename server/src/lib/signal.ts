/** Wakes whoever listens in this process; carries nothing, and losing it must be harmless. */
export interface Signal {
  send: () => void
  /** @returns a function that stops listening. */
  listen: (wake: () => void) => () => void
}

export function createSignal(): Signal {
  const listeners = new Set<() => void>()
  return {
    send: () => {
      for (const wake of listeners) wake()
    },
    listen: (wake) => {
      listeners.add(wake)
      return () => listeners.delete(wake)
    },
  }
}
