import type { Change } from '@linli/shared/messages/message.contract'
import type { Deps } from '../../deps'
import { assertThat, wrongField } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { countUnread } from './inbox.service'
import { InboxMessage } from './inboxMessage.model'

/** Lists ids of records of one kind that changed for the actor at or after an instant. */
export type ChangeProvider = (
  actor: Actor,
  range: { since: Date; limit: number },
  deps: Deps,
) => Promise<string[]>

const providers = new Map<Change['kind'], ChangeProvider>()

/** Called once when the feature is loaded. */
export function registerChangeProvider(kind: Change['kind'], provider: ChangeProvider): void {
  providers.set(kind, provider)
}

/**
 * A change carries the time of the server that made it and is seen when its write is done, so a cursor looks
 * back over this much: clocks that differ and writes under way. What is named twice is only fetched twice.
 */
const overlapMilliseconds = 15_000
const oldestMilliseconds = 7 * 24 * 60 * 60 * 1000
const limit = 200

export interface CaughtUp {
  cursor: string
  isComplete: boolean
  changes: Change[]
  unread: number
}

/** What the actor missed since a cursor; without one, the cursor to start from. */
export async function listChanges(actor: Actor, since: string | undefined, deps: Deps): Promise<CaughtUp> {
  const now = deps.clock.now()
  const cursor = encodeCursor(now) // taken before looking: what changes meanwhile is named next time
  const from = since === undefined ? undefined : decodeCursor(since)
  if (!from || now.getTime() - from.getTime() > oldestMilliseconds)
    return { cursor, isComplete: since === undefined, changes: [], unread: await countUnread(actor.userId) }
  const range = { since: new Date(from.getTime() - overlapMilliseconds), limit: limit + 1 }
  const changes: Change[] = []
  for (const [kind, provide] of providers)
    for (const id of await provide(actor, range, deps)) changes.push({ kind, id })
  const isComplete = changes.length <= limit
  return {
    cursor,
    isComplete,
    changes: isComplete ? changes : [],
    unread: await countUnread(actor.userId),
  }
}

registerChangeProvider('message', async (actor, range) => {
  const rows = await InboxMessage.find({ userId: actor.userId, changedAt: { $gte: range.since } }, { _id: 1 })
    .limit(range.limit)
    .lean()
  return rows.map(({ _id }) => _id.toString())
})

const encodeCursor = (instant: Date): string => `c${instant.getTime().toString(36)}`

function decodeCursor(cursor: string): Date {
  assertThat(/^c[0-9a-z]{1,9}$/.test(cursor), 'request.invalid', wrongField('query', ['since'], 'format'))
  return new Date(Number.parseInt(cursor.slice(1), 36))
}
