import type { CommentView } from './forum/comment.contract'
import type { PostView } from './forum/post.contract'

/**
 * What the server tells open clients. Small on purpose: ids and versions only, never words or names; the
 * client fetches the record, and the server checks again what it may see. Only what is said in a thread comes along, for
 * all who have it open read the same. `rooms` says who hears it, `except` who of them does not.
 */
type NamedEvent =
  | { name: 'need.changed'; rooms: Room[]; data: { id: string; version: number; state: string } }
  | { name: 'careOrder.changed'; rooms: Room[]; data: { id: string; version: number; state: string } }
  | { name: 'payment.changed'; rooms: Room[]; data: { id: string; version: number; state: string } }
  | { name: 'queue.changed'; rooms: Room[]; data: { post: string } }
  | { name: 'reviews.changed'; rooms: Room[]; data: { area: string } }
  | { name: 'inbox.changed'; rooms: Room[]; data: { unread: number } }
  | { name: 'thread.changed'; rooms: Room[]; data: { id: string } & ThreadFigures & ThreadNews }
  | { name: 'motion.changed'; rooms: Room[]; data: { id: string; state: string; coSigners: number } }
  | { name: 'ballot.changed'; rooms: Room[]; data: { id: string; state: string } }
  | { name: 'project.changed'; rooms: Room[]; data: { id: string; state: string } }
  | { name: 'session.changed'; rooms: Room[]; data: { reason: 'level' | 'membership' | 'ended' } }
  | { name: 'sos.changed'; rooms: Room[]; data: { id: string } }
  | { name: 'bond.changed'; rooms: Room[]; data: { id: string; state: string } }
  | { name: 'import.changed'; rooms: Room[]; data: { id: string; done: number; total: number } }

/**
 * What a reader needs to know in order to fetch no more than what is new: `changes` grows with everything that happens to
 * comments that were there, `postChanges` with what happens to the post itself.
 */
interface ThreadFigures {
  comments: number
  likes: number
  changes: number
  postChanges: number
}

/** A comment with nothing in it that differs from reader to reader; see thread.said of the server. */
export type SaidComment = Pick<
  CommentView,
  'id' | 'version' | 'at' | 'text' | 'media' | 'isOfficial' | 'author' | 'editedAt' | 'replyTo' | 'isSettled'
>

/** What all read alike of a post. */
type SaidPost = Pick<
  PostView,
  | 'version'
  | 'text'
  | 'media'
  | 'photos'
  | 'price'
  | 'place'
  | 'editedAt'
  | 'isPinned'
  | 'isLocked'
  | 'isAnswered'
  | 'hasOfficialAnswer'
  | 'need'
  | 'motion'
  | 'isSettled'
>

/** So that thousands who have a thread open read what is new at once, and none of them asks for it. */
interface ThreadNews {
  /** The newest comments, and those that were changed or given back. */
  said: SaidComment[]
  /** Comments that are not to be read any more, or not until they are checked anew; the last few. */
  gone: string[]
  /** Whoever knows of so many `changes` or more has with this event all of them. */
  since: number
  /** False while nobody but its author reads the post: it is taken away, or checked anew. */
  isReadable: boolean
  /** The post, soon after something happened to it. */
  post?: SaidPost
}

export type ServerEvent = NamedEvent & { except?: Room[] }

export type ServerEventName = ServerEvent['name']
export type ServerEventData<N extends ServerEventName> = Extract<ServerEvent, { name: N }>['data']

/**
 * `user:<id>`: one person. `post:<post>`: whoever holds the post. `need:<id>`, `thread:<id>` and so on: who has that
 * record open.
 */
export type Room = `user:${string}` | `post:${string}` | `${Watchable}:${string}`

/**
 * Whoever fetches after an event waits a random part of `spreadMs`, which grows with the number of those who hear it:
 * thousands never fetch in the same moment.
 */
export type EventListener<N extends ServerEventName> = (data: ServerEventData<N>, spreadMs: number) => void

/** Server → client, as socket.io types it. */
export type ServerToClient = { [N in ServerEventName]: EventListener<N> }

/** A record that a client has open and wants to hear about; the server checks that it may. */
export type Watchable = 'need' | 'thread' | 'threadNames' | 'careOrder' | 'motion' | 'project' | 'ballot'

/**
 * Client → server. Watching lasts until `unwatch` or the end of the connection; after a reconnect the client
 * watches again and asks `GET /api/me/changes` what it missed.
 */
export interface ClientToServer {
  watch: (target: { kind: Watchable; id: string }, ack: (answer: { isWatching: boolean }) => void) => void
  unwatch: (target: { kind: Watchable; id: string }) => void
}

/** What the handshake carries in `auth`. */
export interface SocketAuth {
  token: string
}

/** Why a connection was refused or cut, as `connect_error.message` or the reason of `session.over`. */
export type SocketRefusal = 'session.expired' | 'request.too_many'
