import type { Room } from '@linli/shared/events'
import { isOpen, type NeedAction, type NeedState, type NeedStep } from '@linli/shared/needs/need.state'
import { postKindOf, type Post } from '@linli/shared/users/posts'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { computeAcceptBy } from '../routing/deadline'
import type { PostDescription } from '../areas/post.service'
import type { MediaSnapshot } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { deriveClockFields } from './need.clock'
import { listHiddenFrom } from './need.secrecy'
import { Need, type HistoryEntry, type NeedRecord } from './need.model'

type Counter = 'asks' | 'returns' | 'disputes' | 'extensions' | 'escalations'
type Clearable = { [K in keyof NeedRecord]-?: undefined extends NeedRecord[K] ? K : never }[keyof NeedRecord]

/** @returns how many needs were changed, undefined for none. */
type WriteChange = (session?: ClientSession) => Promise<number | undefined>

/** What one action or one step of the clock does to a need; pure data until `applyChange` writes it. */
export interface NeedChange {
  to: NeedState
  set?: Partial<NeedRecord>
  unset?: Clearable[]
  inc?: Counter[]
  text?: string | undefined
  media?: MediaSnapshot[] | undefined
  details?: Record<string, unknown>
  isInternal?: boolean
  /** Runs the write so that it stands only together with something else: a family bond that is in force. */
  within?: (write: WriteChange) => Promise<number | undefined>
  /** Ends what was reserved for the change, once it is known whether it was written. */
  afterwards?: (isWritten: boolean) => Promise<void>
}

export type HistoryAuthor = HistoryEntry['by']

const isDesk = (post: Post): boolean => postKindOf(post) === 'triage'

/** Who else may read it: the desk that answers, the desk it was escalated to, and the helpers. */
export function listReaders(
  need: Pick<NeedRecord, 'readers' | 'triage' | 'escalatedTo' | 'helpers'>,
): Post[] {
  const escalated = need.escalatedTo === undefined ? [] : [need.escalatedTo]
  const helpers = need.helpers.map((h) => h.post)
  return [...new Set([need.triage, ...escalated, ...need.readers.filter(isDesk), ...helpers])]
}

/** Gives the need to another post: its clock goes on, the new holder's begins. */
export function handTo(
  need: NeedRecord,
  target: Pick<PostDescription, 'post' | 'name' | 'areaCode'>,
  by: { desk: Post; now: Date },
): { set: Partial<NeedRecord>; unset: Clearable[] } {
  return {
    set: {
      post: target.post,
      postName: target.name,
      postArea: target.areaCode,
      assignedBy: by.desk,
      heldSince: by.now,
      acceptBy: computeAcceptBy(need.clock, by.now),
    },
    unset: ['handlerId', 'handlerName', 'warnedFor', 'pausedAt', 'reviewAt', 'holdReason'],
  }
}

function withoutKeys(record: NeedRecord, keys: readonly string[]): NeedRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => !keys.includes(key)),
  ) as unknown as NeedRecord
}

/** The record as it will be once the change is written. */
function previewChange(need: NeedRecord, change: NeedChange): NeedRecord {
  const counted = Object.fromEntries((change.inc ?? []).map((key) => [key, need[key] + 1]))
  const next: NeedRecord = {
    ...withoutKeys(need, change.unset ?? []),
    ...change.set,
    ...counted,
    state: change.to,
    open: isOpen(change.to),
    version: need.version + 1,
  }
  return { ...next, readers: listReaders(next), ...deriveClockFields(next) } as NeedRecord
}

export function makeHistoryEntry(
  need: Pick<NeedRecord, 'state'>,
  action: NeedAction | NeedStep,
  change: NeedChange,
  by: HistoryAuthor,
  extra: { now: Date; requestKey?: string | undefined; fingerprint?: string | undefined },
): HistoryEntry {
  return {
    id: new Types.ObjectId().toString(),
    at: extra.now,
    action,
    from: need.state,
    to: change.to,
    by,
    ...(change.text === undefined ? {} : { text: change.text }),
    ...(change.media && change.media.length > 0 ? { media: change.media } : {}),
    ...(change.details ? { details: change.details } : {}),
    ...(extra.requestKey === undefined ? {} : { requestKey: extra.requestKey }),
    ...(extra.fingerprint === undefined ? {} : { fingerprint: extra.fingerprint }),
    ...(change.isInternal ? { isInternal: true } : {}),
  }
}

/**
 * Writes a change with its history entry and its outbox entry in one conditional update.
 * @returns the new record, or undefined when someone else moved the need first: nothing was written then.
 */
export async function applyChange(
  need: NeedRecord,
  change: NeedChange,
  entry: HistoryEntry,
  deps: Deps,
): Promise<NeedRecord | undefined> {
  const next = previewChange(need, change)
  const outbox = makeOutboxEntry(`need.${entry.action}`, { entryId: entry.id, postBefore: need.post }, deps)
  const unset = [...(change.unset ?? []), ...(next.checkAt === undefined ? (['checkAt'] as const) : [])]
  const update = {
    $set: {
      ...change.set,
      state: next.state,
      open: next.open,
      version: next.version,
      readers: next.readers,
      deadline: next.deadline,
      ...(next.checkAt === undefined ? {} : { checkAt: next.checkAt }),
      hasOutbox: true,
    },
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((key) => [key, 1])) } : {}),
    ...(change.inc ? { $inc: Object.fromEntries(change.inc.map((key) => [key, 1])) } : {}),
    $push: { history: entry, outbox },
  }
  const write: WriteChange = async (session) => {
    const filter = { _id: need._id, state: need.state, version: need.version }
    const { modifiedCount } = await Need.updateOne(filter, update, session ? { session } : {})
    return modifiedCount === 0 ? undefined : modifiedCount
  }
  if ((await (change.within ? change.within(write) : write())) === undefined) return undefined
  kickOutbox(Need)
  announceChange(next, need.post, deps)
  return { ...next, history: [...need.history, entry] }
}

/** Tells open pages; a lost event is made good by the catch-up. Of a complaint its subject's pages hear nothing. */
export function announceChange(need: NeedRecord, postBefore: Post | undefined, deps: Deps): void {
  if (!need.subject) {
    publishChange(need, postBefore, [], deps)
    return
  }
  listHiddenFrom(need).then(
    (hidden) => {
      publishChange(
        need,
        postBefore,
        [...hidden].map((id) => `user:${id}` as const),
        deps,
      )
    },
    (error: unknown) => {
      deps.logger.error({ err: error, need: need._id.toString() }, 'open pages were not told')
    },
  )
}

function publishChange(need: NeedRecord, postBefore: Post | undefined, except: Room[], deps: Deps): void {
  const id = need._id.toString()
  const owner = need.reporterId ? [`user:${need.reporterId.toString()}` as const] : []
  deps.publish({
    name: 'need.changed',
    rooms: [`need:${id}`, ...owner],
    except,
    data: { id, version: need.version, state: need.state },
  })
  if (need.state === 'submitted') return
  for (const post of new Set([
    need.post,
    need.triage,
    postBefore ?? need.post,
    need.escalatedTo ?? need.post,
    ...need.helpers.map((helper) => helper.post),
  ]))
    deps.publish({ name: 'queue.changed', rooms: [`post:${post}`], except, data: { post } })
}
