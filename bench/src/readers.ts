import { Connection } from './load'

/** What whoever has the record open fetches after an event, as the page does. */
export interface Reading {
  /** A list that grows at its end. */
  path: string
  /** The last row that they have. */
  cursor: string
}

/** What an event brings: with it the page reads on without asking. */
export interface Told {
  comments?: number
  said?: readonly { id: string }[]
}

const connectionsPerServer = 16
/** As in `useWatched` of the pages. */
const shortestSpreadMs = 1500

type Fetch = (target: string, token: string) => Promise<string>

/** Few connections for many readers, as a proxy before the servers has them. */
async function openPool(port: number): Promise<Fetch> {
  const free = await Promise.all(Array.from({ length: connectionsPerServer }, () => Connection.open(port)))
  const queue: ((connection: Connection) => void)[] = []
  const take = async () => free.pop() ?? new Promise<Connection>((resolve) => queue.push(resolve))
  return async (target, token) => {
    const taken = await take()
    const connection = taken.isOpen ? taken : await Connection.open(port)
    const headers = { authorization: `Bearer ${token}` }
    const { status, body } = await connection.send({ method: 'GET', path: target, headers })
    const next = queue.shift()
    if (next) next(connection)
    else free.push(connection)
    if (status !== 200) throw new Error(`${target}: ${status} ${body}`)
    return body
  }
}

export interface Readers {
  /** A new reader, at this server. @returns what to call at each event. */
  add: (port: number, token: string) => (told: Told, spreadMs: number) => void
  /** How long each fetch took since it was asked last, ms. */
  takeTimes: () => number[]
}

/**
 * Readers of one record, as `useThread` of the pages: what came with the event they have; else each fetches once, after a
 * random part of the time, however many events come within it.
 */
export async function openReaders(ports: readonly number[], { path, cursor }: Reading): Promise<Readers> {
  const pools = new Map(await Promise.all(ports.map(async (port) => [port, await openPool(port)] as const)))
  let times: number[] = []
  return {
    add: (port, token) => {
      let [last, isPlanned] = [cursor, false]
      let known: number | undefined
      const fetchNew = async () => {
        isPlanned = false
        const begun = performance.now()
        const body = (await pools.get(port)?.(`${path}?cursor=${last}`, token)) ?? '{"items":[]}'
        const { items } = JSON.parse(body) as { items: { id: string }[] }
        times.push(performance.now() - begun)
        last = items.at(-1)?.id ?? last
      }
      return ({ comments = 0, said = [] }, spreadMs) => {
        const fresh = said.filter(({ id }) => id > last)
        const isAllThere = known === undefined ? fresh.length === 1 : comments - known === fresh.length
        known = comments
        if (isAllThere) {
          last = fresh.at(-1)?.id ?? last
          return
        }
        if (isPlanned) return
        isPlanned = true
        setTimeout(() => void fetchNew(), Math.random() * Math.max(shortestSpreadMs, spreadMs))
      }
    },
    takeTimes: () => {
      const taken = times
      times = []
      return taken
    },
  }
}
