import { io, type Socket } from 'socket.io-client'
import { openReaders, type Readers, type Reading, type Told } from './readers'

/** A record, and the event that says it changed; what the event carries under `stamp` tells one from the next. */
export interface Watched {
  kind: 'need' | 'thread'
  id: string
  event: string
  stamp: string
  /** Left out: they only listen. */
  reading?: Reading
}

interface Orders {
  ports: number[]
  tokens: string[]
  watched: Watched
}

const openedAtOnce = 50
/** An event that reached one socket, on the clock all processes share. */
interface Arrival {
  stamp: number
  at: number
}

/** What came since it was asked last. */
export interface Heard {
  arrivals: Arrival[]
  /** How long what they fetched took, ms. */
  reads: number[]
}

let arrivals: Arrival[] = []

function watch(
  port: number,
  token: string,
  { kind, id, event, stamp }: Watched,
  readers: Readers | undefined,
): Promise<Socket> {
  const read = readers?.add(port, token)
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token },
    timeout: 60_000,
  })
  socket.on(event, (data: Told & Record<string, unknown>, spreadMs: number | undefined) => {
    arrivals.push({ stamp: Number(data[stamp]), at: performance.timeOrigin + performance.now() })
    read?.(data, spreadMs ?? 0)
  })
  return new Promise((resolve, reject) => {
    socket.once('connect_error', reject)
    socket.once('connect', () => {
      socket.emit('watch', { kind, id }, ({ isWatching }: { isWatching: boolean }) => {
        if (isWatching) resolve(socket)
        else reject(new Error('may not watch'))
      })
    })
  })
}

async function openAll({ ports, tokens, watched }: Orders): Promise<Readers | undefined> {
  const readers = watched.reading && (await openReaders(ports, watched.reading))
  for (let start = 0; start < tokens.length; start += openedAtOnce)
    await Promise.all(
      tokens
        .slice(start, start + openedAtOnce)
        .map((token, i) => watch(ports[i % ports.length] ?? 0, token, watched, readers)),
    )
  return readers
}

/** A crowd of clients in a process of its own, which reports when each event reached each of them. */
export function serveSockets(): void {
  process.once('message', (orders) => {
    openAll(orders as Orders).then(
      (readers) => {
        process.on('message', () => {
          process.send?.({ arrivals, reads: readers?.takeTimes() ?? [] } satisfies Heard)
          arrivals = []
        })
        process.send?.({ arrivals: [], reads: [] } satisfies Heard)
      },
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  })
  process.once('disconnect', () => process.exit(0))
}
