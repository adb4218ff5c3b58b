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

/** After each connection; a failure leaves the number as it was until the next one. */
export async function refreshUnread(): Promise<void> {
  try {
    const { unread } = await call<ListChanges>('get', '/api/me/changes')
    setUnread(unread)
  } catch {
    // The next connection asks again.
  }
}
