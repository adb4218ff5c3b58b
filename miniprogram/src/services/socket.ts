import type {
  ClientToServer,
  ServerEventData,
  ServerEventName,
  ServerToClient,
  SocketAuth,
  SocketRefusal,
  Watchable,
} from '@linli/shared/events'
import { io, type Socket } from 'socket.io-client'
import { socketTransports } from '../platform/socket'
import { catchUp, passOn, serverEventNames } from './live'
import { readTokens } from './tokens'

type LinliSocket = Socket<ServerToClient, ClientToServer>

let socket: LinliSocket | undefined
let onRefused: () => void = () => undefined
const watched = new Map<string, { kind: Watchable; id: string; watchers: number }>()

/** What to do when the server no longer takes the token: renew it and connect again. Set once by the app. */
export function setRefusedHandler(handler: () => void): void {
  onRefused = handler
}

/** Connects, or reconnects after the app was hidden. Each connection ends with a catch-up over REST. */
export function connectSocket(): void {
  socket ??= makeSocket()
  if (!socket.connected) socket.connect()
}

/** WeChat freezes a hidden app: better to leave than to be dropped. */
export function disconnectSocket(): void {
  socket?.disconnect()
}

/** Hears about one record while it is open. Returns the way to stop. */
export function watchRecord(kind: Watchable, id: string): () => void {
  const key = `${kind}:${id}`
  const record = watched.get(key) ?? { kind, id, watchers: 0 }
  record.watchers += 1
  watched.set(key, record)
  if (record.watchers === 1 && socket?.connected) socket.emit('watch', { kind, id }, ignoreAnswer)
  return () => {
    record.watchers -= 1
    if (record.watchers > 0) return
    watched.delete(key)
    if (socket?.connected) socket.emit('unwatch', { kind, id })
  }
}

function makeSocket(): LinliSocket {
  const made: LinliSocket = io(__SOCKET_BASE__ === '' ? '/' : __SOCKET_BASE__, {
    transports: socketTransports,
    upgrade: false,
    autoConnect: false,
    reconnectionDelayMax: 10_000,
    randomizationFactor: 0.5,
    // Read at each attempt: the token may have been renewed since.
    auth: (answer) => {
      const auth: SocketAuth = { token: readTokens()?.accessToken ?? '' }
      answer(auth)
    },
  })
  made.on('connect', () => {
    for (const { kind, id } of watched.values()) made.emit('watch', { kind, id }, ignoreAnswer)
    catchUp()
  })
  made.on('connect_error', ({ message }) => {
    const expired: SocketRefusal = 'session.expired'
    if (message === expired) onRefused()
  })
  for (const name of serverEventNames) listenTo(made, name)
  return made
}

function listenTo(made: LinliSocket, name: ServerEventName): void {
  const untyped = made as unknown as Socket
  untyped.on(name, (data: ServerEventData<ServerEventName>) => {
    passOn(name, data)
  })
}

/** A record the server does not let us watch is still fetched when the page is shown. */
function ignoreAnswer(): void {
  return undefined
}
