import { postOf } from '@linli/shared/users/posts'
import { listWaiting, type WaitingList } from '../services/workbench'
import type { Membership } from '../services/session'
import { useLive } from './useLive'
import { useRemote, type Remote } from './useRemote'

/** What waits for a role, read anew when the page is shown and when something moves that may be among it. */
export function useWaiting(membership: Membership): Remote<WaitingList> {
  const waiting = useRemote(`waiting:${membership.id}`, () => listWaiting(membership.id))
  const post = postOf(membership)
  useLive('queue.changed', (changed) => {
    if (changed.post === post) waiting.reload()
  })
  useLive('careOrder.changed', waiting.reload)
  useLive('reviews.changed', waiting.reload)
  useLive('sos.changed', waiting.reload)
  // Whoever has something new to do is sent a message.
  useLive('inbox.changed', waiting.reload)
  return waiting
}
