import type { ClientToServer, ServerToClient } from '@linli/shared/events'
import type { Server, Socket } from 'socket.io'
import type { Actor } from '../features/users/actor'

/** Between the processes of one installation. */
interface ServerToServer {
  /** Something about these people's sessions or roles changed: look again. */
  refreshUsers: (userIds: string[]) => void
}

interface SocketState {
  token: string
  actor: Actor
  /** What it watches and hears nothing of until it was looked at: a right may have ended. */
  held?: string[]
}

export type LinliServer = Server<ClientToServer, ServerToClient, ServerToServer, SocketState>
export type LinliSocket = Socket<ClientToServer, ServerToClient, ServerToServer, SocketState>
