import type { ServerEvent } from '@linli/shared/events'
import type { Server as HttpServer } from 'node:http'
import { Gauge } from 'prom-client'
import { Server } from 'socket.io'
import type { Deps } from '../deps'
import { registry } from '../http/metrics'
import { createMongoAdapter } from './mongoAdapter'
import { createHandshakeLimit } from './handshakeLimit'
import { answerCalls } from './socketCalls'
import {
  authenticateSocket,
  forgetSocket,
  holdBack,
  joinRooms,
  noteLook,
  noteMissed,
  refreshSocket,
  refuse,
} from './socketSession'
import type { LinliServer, LinliSocket } from './socketTypes'

/** Messages of clients are a kind and an id. */
const maxMessageBytes = 2048
const recoveryMilliseconds = 2 * 60 * 1000
/** Roles begin and end by date, and tokens run out, without anybody saying so. */
const lookAgainMilliseconds = 5 * 60 * 1000

export interface RealtimeOptions {
  /** `mongo` when several processes serve sockets. */
  adapter: 'memory' | 'mongo'
  /** Half as much is added at random, so that sockets do not look again all at once. */
  lookAgainMs?: number
}

export interface Realtime {
  /** Tells the sockets in the event's rooms, in all processes. What is lost is made up by the catch-up. */
  publish: (event: ServerEvent) => void
  /** Ends the connections to this process; the clients come back to another one. The HTTP server goes on. */
  stop: () => Promise<void>
}

const openSockets = new Gauge({
  name: 'linli_sockets_open',
  help: 'Sockets connected to this process',
  registers: [registry],
})

/**
 * Live changes over socket.io, websocket only, on `/socket.io` of the given server. Rooms: `user:<id>` and
 * `post:<post>` come with the person, `need:<id>` by `watch` after a check. Ids and versions only, never words.
 */
export async function attachRealtime(
  httpServer: HttpServer,
  deps: Deps,
  { adapter, lookAgainMs = lookAgainMilliseconds }: RealtimeOptions,
): Promise<Realtime> {
  const limit = createHandshakeLimit(deps.config)
  const io: LinliServer = new Server(httpServer, {
    transports: ['websocket'],
    allowRequest: (request, answer) => {
      void limit.isOver(request).then((isOver) => {
        answer(isOver ? 'too many' : null, !isOver)
      })
    },
    serveClient: false,
    maxHttpBufferSize: maxMessageBytes,
    connectionStateRecovery: { maxDisconnectionDuration: recoveryMilliseconds, skipMiddlewares: false },
    ...(adapter === 'mongo' ? { adapter: await createMongoAdapter() } : {}),
  })
  io.use((socket, next) => {
    authenticateSocket(socket, deps).then(
      () => {
        next()
      },
      () => {
        void limit.noteFailure(socket.request)
        next(refuse('session.expired'))
      },
    )
  })
  io.on('connection', (socket) => {
    welcome(socket, lookAgainMs, deps)
  })
  io.on('refreshUsers', (userIds) => {
    refreshUsers(io, userIds, deps)
  })
  let stopped: Promise<void> | undefined
  return {
    publish: (event) => {
      if (event.rooms.length === 0) return // to nobody; socket.io would take it for everybody
      noteMissed(event)
      emit(io, event)
      if (event.name !== 'session.changed' && event.name !== 'bond.changed') return
      const userIds = event.rooms.filter((room) => room.startsWith('user:')).map((room) => room.slice(5))
      refreshUsers(io, userIds, deps)
      if (adapter === 'mongo') io.serverSideEmit('refreshUsers', userIds)
    },
    stop: () => (stopped ??= closeSockets(io)),
  }
}

/** Not io.close, which also ends the HTTP server, and no disconnect, after which clients would stay away. */
async function closeSockets(io: LinliServer): Promise<void> {
  await io.of('/').adapter.close()
  io.engine.close()
}

/** So long for each who hears it at this process: what they fetch then leaves most of its time to others. */
const spreadPerListenerMs = 20
const longestSpreadMs = 60_000

function findSpread(io: LinliServer, rooms: readonly string[]): number {
  const sizes = rooms.map((room) => io.of('/').adapter.rooms.get(room)?.size ?? 0)
  const listeners = sizes.reduce((sum, size) => sum + size, 0)
  return Math.min(longestSpreadMs, listeners * spreadPerListenerMs)
}

function emit(io: LinliServer, event: ServerEvent): void {
  // The union of events does not survive the spread into two arguments.
  const untyped = io.to(event.rooms).except(event.except ?? []) as unknown as {
    emit: (name: string, data: object, spreadMs: number) => boolean
  }
  untyped.emit(event.name, event.data, findSpread(io, event.rooms))
}

function welcome(socket: LinliSocket, lookAgainMs: number, deps: Deps): void {
  openSockets.inc()
  answerCalls(socket, deps)
  void look(() => joinRooms(socket, deps), socket, deps)
  const timer = setInterval(
    () => void look(() => refreshSocket(socket, deps), socket, deps),
    lookAgainMs * (1 + Math.random() / 2),
  )
  timer.unref()
  socket.on('disconnect', () => {
    openSockets.dec()
    forgetSocket(socket)
    clearInterval(timer)
  })
}

/** Who cannot be looked at keeps nothing: the client comes back and is looked at again. */
async function look(action: () => Promise<void>, socket: LinliSocket, deps: Deps): Promise<void> {
  const looking = action().catch((error: unknown) => {
    deps.logger.error({ err: error }, 'socket could not be checked')
    socket.conn.close()
  })
  noteLook(socket, looking)
  await looking
}

function refreshUsers(io: LinliServer, userIds: readonly string[], deps: Deps): void {
  for (const userId of userIds)
    for (const id of io.of('/').adapter.rooms.get(`user:${userId}`) ?? []) {
      const socket = io.of('/').sockets.get(id)
      if (!socket) continue
      holdBack(socket)
      void look(() => refreshSocket(socket, deps), socket, deps)
    }
}
