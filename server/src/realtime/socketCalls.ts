import type { Deps } from '../deps'
import { isWatchable, mayWatch } from './roomAccess'
import { awaitLook, listWatched } from './socketSession'
import type { LinliSocket } from './socketTypes'

/** No page shows more records at once. */
const maxWatched = 30
const maxCalls = 60
const callWindowMilliseconds = 10_000

const idPattern = /^[0-9a-f]{24}$/

/** @returns undefined for anything that is not what the contract says: clients are not to be trusted. */
function readTarget(target: unknown): { kind: string; id: string } | undefined {
  if (typeof target !== 'object' || target === null) return undefined
  const { kind, id } = target as { kind?: unknown; id?: unknown }
  if (typeof kind !== 'string' || typeof id !== 'string' || !idPattern.test(id)) return undefined
  return { kind, id }
}

/** What clients may ask of the server over the socket. Who asks too much is cut off. */
export function answerCalls(socket: LinliSocket, deps: Deps): void {
  let windowEnds = 0
  let calls = 0
  socket.use((_call, next) => {
    const now = performance.now()
    if (now > windowEnds) {
      windowEnds = now + callWindowMilliseconds
      calls = 0
    }
    calls += 1
    if (calls <= maxCalls) next()
    else socket.disconnect(true)
  })
  socket.on('watch', (given: unknown, ack: unknown) => {
    const answer = (isWatching: boolean) => {
      if (typeof ack === 'function') (ack as (reply: object) => void)({ isWatching })
    }
    const target = readTarget(given)
    if (!target || listWatched(socket).length >= maxWatched) {
      answer(false)
      return
    }
    const join = async (): Promise<boolean> => {
      await awaitLook(socket)
      const isAllowed = await mayWatch(socket.data.actor, target.kind, target.id, deps)
      if (isAllowed) await socket.join(`${target.kind}:${target.id}`)
      return isAllowed
    }
    join().then(answer, () => {
      answer(false)
    })
  })
  socket.on('unwatch', (given: unknown) => {
    const target = readTarget(given)
    if (!target || !isWatchable(target.kind)) return
    const room = `${target.kind}:${target.id}`
    socket.data.held = socket.data.held?.filter((each) => each !== room) ?? []
    void socket.leave(room)
  })
}
