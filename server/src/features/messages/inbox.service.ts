import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { coverLetters } from './takenAway'
import { InboxMessage, type InboxMessageRow } from './inboxMessage.model'

/** The count stops here: 「99+」 is shown from there, and counting costs what it counts. */
const countedUnread = 100

export function countUnread(userId: string): Promise<number> {
  return InboxMessage.countDocuments({ userId, isRead: false }, { limit: countedUnread }).exec()
}

const recentDays = 30

export interface InboxPage {
  rows: InboxMessageRow[]
  nextCursor: string | undefined
  unread: number
}

/** One's own messages, newest first; the cursor is the id of the last row. */
export async function listInbox(
  actor: Actor,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  deps: Pick<Deps, 'clock'>,
): Promise<InboxPage> {
  const before = cursor === undefined ? {} : { $lt: new Types.ObjectId(cursor) }
  const find = (range: object) =>
    InboxMessage.find({ userId: actor.userId, ...(Object.keys(range).length > 0 ? { _id: range } : {}) })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<InboxMessageRow[]>()
  // A list costs what it matches: most pages are full within the last weeks.
  let rows = await find({ ...before, $gte: findWindowStart(cursor, deps.clock.now()) })
  if (rows.length <= limit) rows = await find(before)
  const page = rows.slice(0, limit)
  return {
    rows: await coverLetters(page),
    nextCursor: rows.length > limit ? page.at(-1)?._id.toString() : undefined,
    unread: await countUnread(actor.userId),
  }
}

function findWindowStart(cursor: string | undefined, now: Date): Types.ObjectId {
  const end = cursor === undefined ? now : new Types.ObjectId(cursor).getTimestamp()
  return Types.ObjectId.createFromTime(Math.max(0, end.getTime() / 1000 - recentDays * 86_400))
}

export async function readInboxMessage(actor: Actor, id: string, deps: Deps): Promise<number> {
  const mine = { _id: id, userId: actor.userId }
  const now = deps.clock.now()
  const { modifiedCount } = await InboxMessage.updateOne(
    { ...mine, isRead: false },
    { $set: { isRead: true, readAt: now, changedAt: now } },
  )
  if (modifiedCount === 0) assertThat(await InboxMessage.exists(mine), 'record.not_found')
  return tellUnread(actor, deps)
}

/** Marks what the person has seen; what came meanwhile stays unread. */
export async function readInboxUpTo(actor: Actor, upTo: string, deps: Deps): Promise<number> {
  const now = deps.clock.now()
  await InboxMessage.updateMany(
    { userId: actor.userId, isRead: false, _id: { $lte: new Types.ObjectId(upTo) } },
    { $set: { isRead: true, readAt: now, changedAt: now } },
  )
  return tellUnread(actor, deps)
}

/** The person's other devices show the same number. */
async function tellUnread(actor: Actor, deps: Deps): Promise<number> {
  const unread = await countUnread(actor.userId)
  deps.publish({ name: 'inbox.changed', rooms: [`user:${actor.userId}`], data: { unread } })
  return unread
}
