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

/** A server that does not answer so long is asked anyway. */
const longestAnswerMs = 3000
const longestPauseMs = 30_000

let socket: LinliSocket | undefined
let onRefused: () => Promise<void> = () => Promise.resolve()
/** False while nobody is signed in or the program is hidden: then nothing connects by itself. */
let isWanted = false
let retry: ReturnType<typeof setTimeout> | undefined
let refusals = 0
const watched = new Map<string, { kind: Watchable; id: string; watchers: number }>()

/**
 * What to do when the server no longer takes the token: renew it, after which we connect again; where that fails it is
 * tried again later. Set once by the app.
 */
export function setRefusedHandler(handler: () => Promise<void>): void {
  onRefused = handler
}

/** Connects, or reconnects after the app was hidden. Each connection ends with a catch-up over REST. */
export function connectSocket(): void {
  isWanted = true
  clearTimeout(retry)
  socket ??= makeSocket()
  if (!socket.connected) socket.connect()
}

/** WeChat freezes a hidden app: better to leave than to be dropped. */
export function disconnectSocket(): void {
  isWanted = false
  clearTimeout(retry)
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
    refusals = 0
    void watchAgain(made).then(catchUp)
  })
  // What ends by itself socket.io takes up again; what the server ended, or refused, it leaves to us.
  made.on('disconnect', () => {
    if (!made.active) connectLater()
  })
  made.on('connect_error', ({ message }) => {
    const expired: SocketRefusal = 'session.expired'
    if (message === expired) void onRefused().then(connectRenewed, connectLater)
    else if (!made.active) connectLater()
  })
  for (const name of serverEventNames) listenTo(made, name)
  return made
}

/** Only who listens already may fetch: what changes between the two would be seen by neither. */
async function watchAgain(made: LinliSocket): Promise<void> {
  const answers = [...watched.values()].map(
    ({ kind, id }) =>
      new Promise((resolve) => {
        made.emit('watch', { kind, id }, resolve)
      }),
  )
  const patience = new Promise((resolve) => setTimeout(resolve, longestAnswerMs))
  if (answers.length > 0) await Promise.race([Promise.all(answers), patience])
}

/** At once with a token that was just renewed; when that was refused as well, later. */
function connectRenewed(): void {
  if (refusals > 0) connectLater()
  else if (isWanted) {
    refusals += 1
    connectSocket()
  }
}

function connectLater(): void {
  clearTimeout(retry)
  if (!isWanted) return
  refusals += 1
  retry = setTimeout(connectSocket, Math.min(longestPauseMs, 1000 * 2 ** refusals) * (1 + Math.random() / 2))
}

function listenTo(made: LinliSocket, name: ServerEventName): void {
  const untyped = made as unknown as Socket
  untyped.on(name, (data: ServerEventData<ServerEventName>, spreadMs: number) => {
    passOn(name, data, spreadMs)
  })
}

/** A record the server does not let us watch is still fetched when the page is shown. */
function ignoreAnswer(): void {
  return undefined
}
