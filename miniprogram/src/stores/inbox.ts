import { create } from 'zustand'
import { onServerEvent } from '../services/live'
import { useSession } from './session'

/** How many messages the person has not opened: the number on the tab. */
export const useInbox = create<{ unread: number }>(() => ({ unread: 0 }))

useSession.subscribe(({ me }, before) => {
  if (me !== before.me) useInbox.setState({ unread: me?.unread ?? 0 })
})

onServerEvent('inbox.changed', ({ unread }) => {
  useInbox.setState({ unread })
})
