import net from 'node:net'

/** Shared by all test files of a worker, because Node's own modules are. */
const store = Symbol.for('linli.test.outgoingCalls')

interface GuardedConnect {
  (this: net.Socket, ...args: unknown[]): net.Socket
  [store]?: string[]
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\]|::ffff:127\.\d+\.\d+\.\d+)$/

function readTarget(args: unknown[]): string {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0]
  if (typeof first === 'object' && first !== null) {
    const { path, host } = first as { path?: unknown; host?: unknown }
    return typeof path === 'string' || typeof host !== 'string' ? 'localhost' : host
  }
  return typeof args[1] === 'string' ? args[1] : 'localhost'
}

/** Refuses every connection that leaves this machine, and notes it for `takeOutgoingCalls`. */
export function guardOutgoingCalls(): void {
  const prototype = net.Socket.prototype as { connect: GuardedConnect }
  const original = prototype.connect
  if (original[store] !== undefined) return
  const calls: string[] = []
  const guarded: GuardedConnect = function (...args) {
    const target = readTarget(args)
    if (target === '' || loopback.test(target)) return original.apply(this, args)
    calls.push(target)
    // A port where nothing listens: the caller meets the failure it would meet without a network.
    return original.call(this, { host: '127.0.0.1', port: 1 })
  }
  guarded[store] = calls
  prototype.connect = guarded
}

/** The hosts that were called since the last time, empty when all is well. */
export function takeOutgoingCalls(): string[] {
  const { connect } = net.Socket.prototype as { connect: GuardedConnect }
  return connect[store]?.splice(0) ?? []
}
