import type { Room, ServerEvent, SocketRefusal } from '@linli/shared/events'
import type { Deps } from '../deps'
import { postsOf, type Actor } from '../features/users/actor'
import { forgetActor, loadActor } from '../features/users/actor.service'
import { isWatchable, mayWatch } from './roomAccess'
import type { LinliSocket } from './socketTypes'

/** The text of a refusal is the code the client switches on. */
export const refuse = (code: SocketRefusal): Error => new Error(code)

/** Who connects, from the access token of the handshake. @throws Error `session.expired` */
export async function authenticateSocket(socket: LinliSocket, deps: Deps): Promise<void> {
  const { token } = socket.handshake.auth as { token?: unknown }
  const actor = typeof token === 'string' ? await loadActor(token, deps) : undefined
  if (typeof token !== 'string' || !actor) throw refuse('session.expired')
  socket.data.token = token
  socket.data.actor = actor
}

/** The rooms that come with the person and their roles; what the client watches is apart. */
function listOwnRooms(actor: Actor): Room[] {
  return [`user:${actor.userId}`, ...postsOf(actor).map((post) => `post:${post}` as const)]
}

const isRecordRoom = (room: string): boolean => isWatchable(room.slice(0, Math.max(0, room.indexOf(':'))))

/** Rooms a socket is in because its client asked for them: `kind:id` of any kind that can be watched. */
export function listWatched(socket: LinliSocket): string[] {
  return [...new Set([...socket.rooms, ...(socket.data.held ?? [])])].filter(isRecordRoom)
}

const looks = new WeakMap<LinliSocket, Promise<void>>()

/** Its rights are being looked at. */
export function noteLook(socket: LinliSocket, looking: Promise<void>): void {
  looks.set(socket, looking)
}

/** Until the last look at its rights is over: what is asked meanwhile is answered by what is true then. */
export const awaitLook = (socket: LinliSocket): Promise<void> => looks.get(socket) ?? Promise.resolve()

/** What was said while a socket was held back, for those of its rooms that it is put into again. */
const missed = new Map<LinliSocket, ServerEvent[]>()

/** Called with each event of this process, before it goes out. */
export function noteMissed(event: ServerEvent): void {
  for (const events of missed.values()) events.push(event)
}

function tellMissed(socket: LinliSocket): void {
  const events = missed.get(socket) ?? []
  missed.delete(socket)
  // What is its own it has heard; it left only what depends on rights.
  const own = `user:${socket.data.actor.userId}`
  for (const { name, data, rooms, except = [] } of events) {
    const isIn = (room: string): boolean => room !== own && socket.rooms.has(room)
    if (!rooms.includes(own as Room) && rooms.some(isIn) && !except.some((room) => socket.rooms.has(room)))
      (socket as unknown as { emit: (name: string, data: object, spreadMs: number) => void }).emit(
        name,
        data,
        0,
      )
  }
}

/**
 * Takes a socket out of all that depends on rights, in the moment in which one of them may have ended: what happens
 * before it was looked at reaches it no more. What it still may hear it is put into again.
 */
export function holdBack(socket: LinliSocket): void {
  socket.data.held = listWatched(socket)
  if (!missed.has(socket)) missed.set(socket, [])
  const own = [socket.id, `user:${socket.data.actor.userId}`]
  for (const room of [...socket.rooms]) if (!own.includes(room)) void socket.leave(room)
}

/** It is gone, or about to. */
export function forgetSocket(socket: LinliSocket): void {
  missed.delete(socket)
}

/** Puts a socket into the rooms of its actor and of what it watches, and out of those it no longer may hear. */
export async function joinRooms(socket: LinliSocket, deps: Deps): Promise<void> {
  const { actor } = socket.data
  const own = listOwnRooms(actor)
  const refused = new Set<string>()
  for (const room of listWatched(socket)) {
    const [kind = '', id = ''] = room.split(':')
    if (!(await mayWatch(actor, kind, id, deps))) refused.add(room)
  }
  const isToStay = (room: string): boolean => room === socket.id || own.includes(room as Room)
  for (const room of [...socket.rooms])
    if (!isToStay(room) && (refused.has(room) || !isRecordRoom(room))) await socket.leave(room)
  const watched = listWatched(socket).filter((room) => !refused.has(room))
  socket.data.held = []
  await socket.join([...own, ...watched])
  tellMissed(socket)
}

/**
 * Looks again at session and roles. A session that is over, or a token out of date, ends the connection; not by
 * `disconnect`, after which clients stay away, but by closing it: the client comes back, is refused with
 * `session.expired`, and renews its token or signs in.
 */
export async function refreshSocket(socket: LinliSocket, deps: Deps): Promise<void> {
  forgetActor(socket.data.actor.userId)
  const actor = await loadActor(socket.data.token, deps)
  if (!actor) {
    forgetSocket(socket)
    socket.conn.close()
    return
  }
  socket.data.actor = actor
  await joinRooms(socket, deps)
}
