/**
 * What the server tells open clients. Small on purpose: ids and versions only, never words or names; the
 * client fetches the record, and the server checks again what it may see. `rooms` says who hears it.
 */
export type ServerEvent =
  | { name: 'need.changed'; rooms: Room[]; data: { id: string; version: number; state: string } }
  | { name: 'queue.changed'; rooms: Room[]; data: { post: string } }
  | { name: 'inbox.changed'; rooms: Room[]; data: { unread: number } }
  | { name: 'session.changed'; rooms: Room[]; data: { reason: 'level' | 'membership' } }
  | { name: 'import.changed'; rooms: Room[]; data: { id: string; done: number; total: number } }

export type ServerEventName = ServerEvent['name']
export type ServerEventData<N extends ServerEventName> = Extract<ServerEvent, { name: N }>['data']

/** `user:<id>`: one person. `post:<post>`: whoever holds the post. `need:<id>`: who has it open. */
export type Room = `user:${string}` | `post:${string}` | `need:${string}`
