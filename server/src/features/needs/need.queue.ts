import type { OutputOf } from '@linli/shared/contract'
import { queueScopes, type needContracts, type QueueScope } from '@linli/shared/needs/need.contract'
import type { Post } from '@linli/shared/users/posts'
import { LRUCache } from 'lru-cache'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { postsOf, type Actor } from '../users/actor'
import { findActing } from '../families/bond.access'
import { Need, type NeedRecord } from './need.model'
import { adoptNeeds } from './need.proxy'
import { isResident, isSubject } from './need.policy'
import { isOverdue } from './need.view'

type QueueQuery = OutputOf<typeof needContracts.listQueue.query>

interface Page {
  needs: NeedRecord[]
  nextCursor?: string | undefined
}

/** The equality part of each list; it is the prefix of an index. */
const scopeFilters: Record<QueueScope, (post: Post) => Record<string, unknown>> = {
  held: (post) => ({ post, open: true }),
  desk: (post) => ({ triage: post, open: true }),
  escalated: (post) => ({ escalatedTo: post, open: true }),
  supervised: (post) => ({ supervisedBy: post, open: true }),
  callbacks: (post) => ({ triage: post, isCallbackDue: true }),
  helping: (post) => ({ readers: post, open: true }),
}

/** History and outbox are the bulk of a need and no list shows them. */
const listFields = { history: 0, outbox: 0 } as const

const dayMilliseconds = 24 * 60 * 60 * 1000
/** Deadlines lie within these bounds of now; a window that has grown past them is the last. */
const pastReach = 3 * 366 * dayMilliseconds
const futureReach = 2 * 366 * dayMilliseconds

/** So much wider is the next window than the page was: falling a few short costs a second, far larger one. */
const reserve = 1.3

/** A window that did not fill the page is followed by one so many times as wide: near the end, few are needed. */
const growth = 8

/** Where a page began and how wide a window filled it, the last time this process read the list. */
interface Hint {
  start: number
  width: number
}
const hints = new LRUCache<string, Hint>({ max: 10_000 })

interface Cursor {
  deadline: number
  id: string
}

const encodeCursor = ({ deadline, id }: Cursor): string => `${deadline.toString(36)}.${id}`

function decodeCursor(cursor: string | undefined): Cursor | undefined {
  if (cursor === undefined) return undefined
  const [time = '', id = ''] = cursor.split('.')
  return { deadline: parseInt(time, 36), id }
}

/** Rows of one deadline come in the order of their ids, so the last id seen tells those of the page before. */
const wasSeen = ({ _id, deadline }: NeedRecord, cursor: Cursor | undefined): boolean =>
  deadline?.getTime() === cursor?.deadline && _id.toString() <= (cursor?.id ?? '')

const isWanted = (need: NeedRecord, query: QueueQuery, now: Date): boolean =>
  (query.state === undefined || need.state === query.state) &&
  (query.category === undefined || need.category.code === query.category) &&
  (query.isOverdue === undefined || isOverdue(need, now) === query.isOverdue) &&
  need.state !== 'submitted'

function readWindow(filter: Record<string, unknown>, range: Record<string, Date>): Promise<NeedRecord[]> {
  return Need.find({ ...filter, deadline: range }, listFields)
    .sort({ deadline: 1, _id: 1 })
    .lean<NeedRecord[]>()
}

/**
 * The cost of a list follows what matches, not what it returns (an embedded engine does not stop early), so it is
 * read in windows of time that grow until the page is full. Measured: docs/performance.md.
 * @param window the first one: from `from`, past `start`, where rows are known to begin, to `width` after it.
 */
async function readWindows(
  filter: Record<string, unknown>,
  { from, start: first, width }: Hint & { from: number },
  limit: number,
  isKept: (need: NeedRecord) => boolean,
  now: Date,
): Promise<{ rows: NeedRecord[]; stop: number }> {
  const end = now.getTime() + futureReach
  const rows: NeedRecord[] = []
  let stop = Math.min(first + width, end)
  // Half open: on the Python engine `$lte` leaves out what equals its bound, where the index goes on behind the field.
  let range: Record<string, Date> = { $gte: new Date(from), $lt: new Date(stop) }
  for (;;) {
    rows.push(...(await readWindow(filter, range)).filter(isKept))
    if (rows.length >= limit || stop >= end) return { rows: rows.slice(0, limit), stop }
    const start = stop
    stop = Math.min(start + growth * (start - first), end)
    range = { $gte: new Date(start), $lt: new Date(stop) }
  }
}

/** The first page: what is due before the end of the hint, however early; the page tells how far the next one looks. */
async function readFirstPage(
  key: string,
  filter: Record<string, unknown>,
  limit: number,
  isKept: (need: NeedRecord) => boolean,
  now: Date,
): Promise<NeedRecord[]> {
  const hint = hints.get(key) ?? { start: now.getTime(), width: dayMilliseconds }
  const window = { from: now.getTime() - pastReach, ...hint }
  const { rows, stop } = await readWindows(filter, window, limit, isKept, now)
  const first = rows[0]?.deadline?.getTime()
  if (first !== undefined) {
    const last = rows.at(-1)?.deadline?.getTime() ?? first
    const width =
      rows.length < limit
        ? Math.max(stop - first, dayMilliseconds)
        : Math.max(reserve * (last - first), 60_000)
    hints.set(key, { start: first, width })
  }
  return rows
}

/** A page from where the one before ended, in a window as wide as the list's last one. */
async function readNextPage(
  key: string,
  filter: Record<string, unknown>,
  start: number,
  limit: number,
  isKept: (need: NeedRecord) => boolean,
  now: Date,
): Promise<NeedRecord[]> {
  const width = hints.get(key)?.width ?? dayMilliseconds
  return (await readWindows(filter, { from: start, start, width }, limit, isKept, now)).rows
}

/** @throws AppError `access.denied` unless the actor holds the post now. */
function assertHolds(actor: Actor, post: string): Post {
  const held = postsOf(actor).find((own) => own === post)
  assertThat(held, 'access.denied')
  return held
}

/** A page of one post's list, what is due first. Rows seen on the page before are dropped by their ids. */
export async function listQueue(actor: Actor, query: QueueQuery, deps: Deps): Promise<Page> {
  const post = assertHolds(actor, query.post)
  const now = deps.clock.now()
  const filter = scopeFilters[query.scope](post)
  const cursor = decodeCursor(query.cursor)
  const key = `${query.scope}:${post}`
  const isKept = (need: NeedRecord) => !wasSeen(need, cursor) && isWanted(need, query, now)
  const rows = cursor
    ? await readNextPage(key, filter, cursor.deadline, query.limit + 1, isKept, now)
    : await readFirstPage(key, filter, query.limit + 1, isKept, now)
  const needs = rows.slice(0, query.limit)
  const last = needs.at(-1)
  if (rows.length <= query.limit || !last?.deadline) return { needs }
  return { needs, nextCursor: encodeCursor({ deadline: last.deadline.getTime(), id: last._id.toString() }) }
}

/** Counting costs what it counts, so it stops here and the page says “99+”. */
export const countCeiling = 100

export async function countQueue(actor: Actor, post: string): Promise<Record<QueueScope, number>> {
  const held = assertHolds(actor, post)
  const counts = await Promise.all(
    queueScopes.map(async (scope) => {
      const rows = await Need.find(scopeFilters[scope](held), { subject: 1, reporterId: 1 })
        .limit(countCeiling)
        .lean<Pick<NeedRecord, 'subject' | 'reporterId'>[]>()
      return [scope, rows.filter((need) => !isSubject(actor, need)).length] as const
    }),
  )
  return Object.fromEntries(counts) as Record<QueueScope, number>
}

/** One's own, or what was raised by proxy for an elder one acts for. */
async function findOwnFilter(actor: Actor, forPersonId: string | undefined, deps: Pick<Deps, 'clock'>) {
  if (forPersonId === undefined || forPersonId === actor.personId) {
    if (actor.personId !== undefined) await adoptNeeds(actor.userId, actor.personId)
    return { reporterId: actor.userId }
  }
  const acting = await findActing(actor, forPersonId, 'needs', deps)
  assertThat(acting, 'bond.not_acting')
  return { personId: acting.personId, source: 'proxy' as const }
}

/** One's own needs, the newest first. */
export async function listMyNeeds(
  actor: Actor,
  { cursor, limit, isOpen, forPersonId }: OutputOf<typeof needContracts.listMyNeeds.query>,
  deps: Pick<Deps, 'clock'>,
): Promise<Page> {
  const rows = await Need.find(
    {
      ...(await findOwnFilter(actor, forPersonId, deps)),
      ...(cursor === undefined ? {} : { _id: { $lt: new Types.ObjectId(cursor) } }),
      ...(isOpen === undefined ? {} : { open: isOpen }),
    },
    listFields,
  )
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<NeedRecord[]>()
  const page = rows.slice(0, limit)
  // Of what is sensitive, a relative reads only what they raised.
  const needs = page.filter((need) => isResident(actor, need))
  return { needs, nextCursor: rows.length > limit ? page.at(-1)?._id.toString() : undefined }
}
