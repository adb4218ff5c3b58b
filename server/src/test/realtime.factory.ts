import type { ClientToServer, ServerEvent, ServerToClient } from '@linli/shared/events'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import type { Deps } from '../deps'
import { attachRealtime, type Realtime, type RealtimeOptions } from '../realtime/realtime'
import { testAreas, type SignedIn } from './users.factory'

export type TestSocket = Socket<ServerToClient, ClientToServer>

export interface TestRealtime {
  realtime: Realtime
  /** Not yet connected. */
  open(token: string): TestSocket
  /** Connected, in its rooms. */
  connect(token: string): Promise<TestSocket>
  stop(): Promise<void>
}

/** An HTTP server with sockets, and the clients that tests open on it. */
export async function startTestRealtime(deps: Deps, options: RealtimeOptions): Promise<TestRealtime> {
  const server: Server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const realtime = await attachRealtime(server, deps, options)
  const sockets: TestSocket[] = []
  const open = (token: string): TestSocket => {
    const socket: TestSocket = io(url, {
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 50,
      auth: { token },
    })
    sockets.push(socket)
    return socket
  }
  return {
    realtime,
    open,
    connect: async (token) => {
      const socket = open(token)
      const isConnected = nextOf(socket, 'connect')
      socket.connect()
      await isConnected
      return socket
    },
    stop: async () => {
      for (const socket of sockets) socket.disconnect()
      await realtime.stop()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** Resolves with what the socket hears next under a name; rejects after 5 s. */
export function nextOf(socket: TestSocket, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no ${name} came`))
    }, 5000)
    ;(socket as unknown as Socket).once(name, (data: unknown) => {
      clearTimeout(timer)
      resolve(data)
    })
  })
}

/** Everything the socket hears under a name from now on. */
export function listenFor(socket: TestSocket, name: string): unknown[] {
  const heard: unknown[] = []
  ;(socket as unknown as Socket).on(name, (data: unknown) => heard.push(data))
  return heard
}

export const watchedNeed = { kind: 'need' as const, id: 'a'.repeat(24) }
/** Events as the product publishes them, about nothing in particular. */
export const needChanged: ServerEvent = {
  name: 'need.changed',
  rooms: [`need:${watchedNeed.id}`],
  data: { id: watchedNeed.id, version: 2, state: 'accepted' },
}
export const triage = `triage:${testAreas.community}` as const
export const queueChanged: ServerEvent = {
  name: 'queue.changed',
  rooms: [`post:${triage}`],
  data: { post: triage },
}
export const inboxOf = (user: SignedIn, unread: number): ServerEvent => ({
  name: 'inbox.changed',
  rooms: [`user:${user.id}`],
  data: { unread },
})

/** After it, everything published before has arrived. */
export async function settle(
  { realtime }: TestRealtime,
  ...sockets: [TestSocket, SignedIn][]
): Promise<void> {
  const marks = sockets.map(([socket]) => nextOf(socket, 'import.changed'))
  for (const [, who] of sockets)
    realtime.publish({
      name: 'import.changed',
      rooms: [`user:${who.id}`],
      data: { id: 'x', done: 1, total: 1 },
    })
  await Promise.all(marks)
}
