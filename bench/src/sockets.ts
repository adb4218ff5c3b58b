import { io, type Socket } from 'socket.io-client'

interface Orders {
  ports: number[]
  tokens: string[]
  id: string
}

const openedAtOnce = 50
/** An event that reached one socket, on the clock all processes share. */
export interface Arrival {
  version: number
  at: number
}

let arrivals: Arrival[] = []

function watch(port: number, token: string, id: string): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token },
    timeout: 60_000,
  })
  socket.on('need.changed', ({ version }: { version: number }) => {
    arrivals.push({ version, at: performance.timeOrigin + performance.now() })
  })
  return new Promise((resolve, reject) => {
    socket.once('connect_error', reject)
    socket.once('connect', () => {
      socket.emit('watch', { kind: 'need', id }, ({ isWatching }: { isWatching: boolean }) => {
        if (isWatching) resolve(socket)
        else reject(new Error('may not watch'))
      })
    })
  })
}

async function openAll({ ports, tokens, id }: Orders): Promise<void> {
  for (let start = 0; start < tokens.length; start += openedAtOnce)
    await Promise.all(
      tokens
        .slice(start, start + openedAtOnce)
        .map((token, i) => watch(ports[i % ports.length] ?? 0, token, id)),
    )
}

/** A crowd of clients in a process of its own, which reports when each event reached each of them. */
export function serveSockets(): void {
  process.once('message', (orders) => {
    openAll(orders as Orders).then(
      () => {
        process.on('message', () => {
          process.send?.(arrivals)
          arrivals = []
        })
        process.send?.([])
      },
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  })
  process.once('disconnect', () => process.exit(0))
}
