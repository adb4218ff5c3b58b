import type { messageContracts } from '@linli/shared/messages/message.contract'
import { create } from 'zustand'
import { call } from '../services/http'
import { onServerEvent } from '../services/live'

type ListChanges = (typeof messageContracts)['listChanges']

/** How many messages the person has not opened: the number on the tab. */
export const useInbox = create<{ unread: number }>(() => ({ unread: 0 }))

onServerEvent('inbox.changed', ({ unread }) => {
  useInbox.setState({ unread })
})

/** Pages that mark messages as read set what the server answered. */
export function setUnread(unread: number): void {
  useInbox.setState({ unread })
}

/** Up to where the changes of this program's time are known; an instant of the server, so whoever signs in next may use it. */
let since: string | undefined

/**
 * After each connection: what was missed since the last one, by the server's cursor. Pages that are open fetch what
 * they show by themselves. A failure leaves the number as it was, and the next connection asks from the same place.
 */
export async function refreshUnread(): Promise<void> {
  try {
    const missed = await call<ListChanges>('get', '/api/me/changes', {
      query: since === undefined ? {} : { since },
    })
    since = missed.cursor
    setUnread(missed.unread)
  } catch {
    // The next connection asks again.
  }
}
