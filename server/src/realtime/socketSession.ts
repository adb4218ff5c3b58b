import type { Room, SocketRefusal } from '@linli/shared/events'
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

/** Rooms a socket is in because its client asked for them: `kind:id` of any kind that can be watched. */
export function listWatched(socket: LinliSocket): string[] {
  return [...socket.rooms].filter((room) => isWatchable(room.slice(0, Math.max(0, room.indexOf(':')))))
}

/** Puts a socket into the rooms of its actor, and out of those it no longer may hear. */
export async function joinRooms(socket: LinliSocket, deps: Deps): Promise<void> {
  const { actor } = socket.data
  const own = listOwnRooms(actor)
  const allowed = new Set<string>([socket.id, ...own])
  for (const room of listWatched(socket)) {
    const [kind = '', id = ''] = room.split(':')
    const isAllowed = await mayWatch(actor, kind, id, deps)
    if (isAllowed) allowed.add(room)
  }
  for (const room of [...socket.rooms]) if (!allowed.has(room)) await socket.leave(room)
  await socket.join(own)
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
    socket.conn.close()
    return
  }
  socket.data.actor = actor
  await joinRooms(socket, deps)
}
