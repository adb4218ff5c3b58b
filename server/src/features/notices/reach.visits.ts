import { noticeKindNames, noticeLimits, reachChannelNames } from '@linli/shared/notices/notice'
import { defaultClocks } from '@linli/shared/categories/category'
import type { Post } from '@linli/shared/users/posts'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { insertMissing } from '../messages/insertMissing'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import {
  createVisit,
  findStaffedVisitor,
  isAboveCommunity,
  readMeeting,
  tellVisitor,
} from '../needs/need.visit'
import { Person } from '../register/person.model'
import { listPostPeople } from '../users/postPeople.service'
import { listCommunities } from './audience.places'
import {
  Notice,
  NoticeSettings,
  NoticeVisitDay,
  type NoticeRecord,
  type NoticeVisitDayRecord,
} from './notice.model'
import { noteVisiting } from './reach.change'
import { tellOvertaken } from './reach.end'
import { followVisit } from './reach.follow'
import { NoticeReach, type ReachRecord } from './reach.model'
import { tellMoved } from './reach.place'

export const readVisitsPerWorkerDay = async (community: string): Promise<number> =>
  (await NoticeSettings.findOne({ community }).lean())?.visitsPerWorkerDay ??
  noticeLimits.visitsPerWorkerDay.usual

/** What the people of a post can do for notices on a day, and how much of it is left. */
interface Capacity {
  /** The days of those who hold the post, the one with most time left first. */
  days: string[]
  /** What each can do. */
  each: number
  left: number
}

/**
 * Who goes to the doors of an area: its grid worker, where there is one; else the desk of the community, or the desk above
 * where nobody works there.
 */
function findVisitorOf(community: string, area: string, now: Date): Promise<Post> {
  const place = { district: community.slice(0, 6), street: community.slice(0, 9), community }
  return findStaffedVisitor(area === community ? place : { ...place, grid: area }, now)
}

/** The desk above hears, once for each community, that its own people have to go. */
async function tellAbove({ _id }: NoticeRecord, community: string, post: Post, deps: Deps): Promise<void> {
  const { modifiedCount } = await Notice.updateOne(
    { _id, unstaffed: { $ne: community } },
    {
      $addToSet: { unstaffed: community },
      $set: { hasOutbox: true },
      $push: { outbox: makeOutboxEntry('notice.unstaffed', { community, post }, deps) },
    },
  )
  if (modifiedCount === 1) kickOutbox(Notice)
}

/** Danger to life is not kept waiting by what was given out for lesser things: its visits have a count of their own. */
const dayKeyOf = (userId: string, { kind }: Pick<NoticeRecord, 'kind'>, now: Date): string =>
  [userId, toShanghaiDay(now), ...(kind === 'danger' ? [kind] : [])].join(':')

/** What the workers of a post in a community can still take on today: somebody of two posts has one day all the same. */
async function readCapacity(
  notice: Pick<NoticeRecord, 'kind'>,
  community: string,
  post: Post,
  now: Date,
): Promise<Capacity> {
  const workers = await listPostPeople(post, now)
  const each = await readVisitsPerWorkerDay(community)
  const days = workers.map((userId) => dayKeyOf(userId, notice, now))
  const rows = await NoticeVisitDay.find({ _id: { $in: days } }, { taken: 1 }).lean<
    Pick<NoticeVisitDayRecord, '_id' | 'taken'>[]
  >()
  const taken = new Map(rows.map((row) => [row._id, row.taken]))
  const leftOf = (day: string): number => Math.max(0, each - (taken.get(day) ?? 0))
  return {
    days: [...days].sort((a, b) => leftOf(b) - leftOf(a)),
    each,
    left: days.reduce((sum, day) => sum + leftOf(day), 0),
  }
}

/** One visit of the day for one person: never over what those of the post can do, and never two for the same. */
async function takeSlot({ days, each }: Capacity, key: string, now: Date): Promise<boolean> {
  const made = days.map((_id) => ({ _id, taken: 0, keys: [], createdAt: now }))
  await insertMissing(NoticeVisitDay, made)
  const has = async () => (await NoticeVisitDay.exists({ _id: { $in: days }, keys: key })) !== null
  if (await has()) return true
  for (const _id of days) {
    const { modifiedCount } = await NoticeVisitDay.updateOne(
      { _id, taken: { $lt: each }, keys: { $ne: key } },
      { $inc: { taken: 1 }, $push: { keys: key } },
    )
    if (modifiedCount === 1) return true
  }
  return has()
}

/** The grids of a community, and the community itself for who lives in none of them. */
async function listVisitAreas(community: string): Promise<string[]> {
  const grids = await Area.find({ community, level: 'grid' }, { code: 1 }).lean()
  return [...grids.map(({ code }) => code), community]
}

interface Waiting {
  noticeId: Types.ObjectId
  visitArea: string
  state: 'waiting'
}

/** Of the areas of a community those where somebody waits, by who goes there: one desk may serve many of them. */
async function groupWaiting(
  { _id: noticeId }: NoticeRecord,
  community: string,
  now: Date,
): Promise<Map<Post, Waiting[]>> {
  const byPost = new Map<Post, Waiting[]>()
  for (const visitArea of await listVisitAreas(community)) {
    const waiting: Waiting = { noticeId, visitArea, state: 'waiting' }
    if ((await NoticeReach.exists(waiting)) === null) continue
    const post = await findVisitorOf(community, visitArea, now)
    byPost.set(post, [...(byPost.get(post) ?? []), waiting])
  }
  return byPost
}

async function visit(notice: NoticeRecord, record: ReachRecord, post: Post, deps: Deps): Promise<void> {
  if (!record.personId) return
  const made = await createVisit(
    {
      key: record.visits === undefined ? `notice:${record.key}` : `notice:${record.key}:${record.visits}`,
      personId: record.personId,
      place: toPlace(record),
      text: `社区发了一条必须让每个人知道的公告（${noticeKindNames[notice.kind]}：${notice.title}），这一位还没有看到。请上门说一声，问问有没有困难，再写下见到本人没有。没有见到，会另外安排再去一次。`,
      clock: defaultClocks.utilities,
      post,
    },
    deps,
  )
  const { _id: visitId } = made
  if (await noteVisiting(record, visitId, toShanghaiDay(deps.clock.now()))) {
    // Made by a step that died before it could note it, it may be over by now, and says so no second time.
    if (readMeeting(made) !== undefined) await followVisit(made, deps)
    return
  }
  // Told in that moment: the visit is made, and nothing else leads to it. Who still waits is noted at the next look.
  const present = await NoticeReach.findOne({ _id: record._id }).lean<ReachRecord>()
  if (!present) return
  await spareVisit({ ...present, visitId }, deps)
  // Moved in that moment: the next visit is another one.
  if (present.state !== 'visiting' && present.visits !== record.visits)
    await tellMoved(visitId, present, deps)
}

/** Whoever is on the way to somebody who knows by now need not go. Said once; nothing where nobody was sent. */
export async function spareVisit(record: ReachRecord | undefined, deps: Deps): Promise<void> {
  if (!record?.visitId || record.reachedBy === undefined || record.reachedBy === 'visit') return
  const text = `这一位已经知道了（${reachChannelNames[record.reachedBy]}），不用再上门，写下结果就行。`
  await tellVisitor(record.visitId, { key: `reached-${record._id.toString()}`, text }, deps)
}

const readAtOnce = 20

/** Those who wait in an area, are at home and were not visited today, in their order; however many before them are in hospital or away. */
async function* readAtHome(waiting: Waiting, today: string): AsyncGenerator<ReachRecord> {
  for (let after: number | undefined; ;) {
    const batch = await NoticeReach.find({
      ...waiting,
      ...(after === undefined ? {} : { rank: { $gt: after } }),
    })
      .sort({ rank: 1 })
      .limit(readAtOnce)
      .lean<ReachRecord[]>()
    const ids = batch.flatMap(({ personId }) => personId ?? [])
    const present = await Person.find({ _id: { $in: ids }, state: 'present' }, { _id: 1 }).lean()
    const atHome = new Set(present.map(({ _id }) => _id.toString()))
    yield* batch.filter(({ personId, visitedOn }) => atHome.has(String(personId)) && visitedOn !== today)
    if (batch.length < readAtOnce) return
    after = batch.at(-1)?.rank
  }
}

/** Of several areas in one order: each is read in its own, by its index, and the first of all of them is next. */
async function* readInOrder(areas: readonly Waiting[], today: string): AsyncGenerator<ReachRecord> {
  const walks = areas.map((waiting) => readAtHome(waiting, today))
  const heads = await Promise.all(walks.map((walk) => walk.next()))
  const rankAt = (i: number): number => {
    const head = heads[i]
    return head === undefined || head.done === true ? Infinity : head.value.rank
  }
  for (;;) {
    const first = walks.reduce((best, _, i) => (rankAt(i) < rankAt(best) ? i : best), 0)
    const [walk, head] = [walks[first], heads[first]]
    if (walk === undefined || head === undefined || head.done === true) return
    yield head.value
    heads[first] = await walk.next()
  }
}

/** A district has five hundred communities: a step of so many, or of so many visits, is over long before its lease. */
const communitiesAtOnce = 10
const visitsAtOnce = 200

/** @returns how many visits this step may still make. */
async function visitCommunity(
  notice: NoticeRecord,
  community: string,
  atMost: number,
  deps: Deps,
): Promise<number> {
  const now = deps.clock.now()
  let room = atMost
  for (const [post, areas] of await groupWaiting(notice, community, now)) {
    if (isAboveCommunity(post)) await tellAbove(notice, community, post, deps)
    const capacity = await readCapacity(notice, community, post, now)
    let { left } = capacity
    if (left === 0) continue
    for await (const record of readInOrder(areas, toShanghaiDay(now))) {
      if (room === 0) return room
      if (!(await takeSlot(capacity, record.key, now))) break
      await visit(notice, record, post, deps)
      room -= 1
      left -= 1
      if (left === 0) break
    }
  }
  return room
}

/** What workers can still do changes when somebody comes on duty or writes down what came of a visit, which says so. */
const pauseMilliseconds = 10 * 60_000

/**
 * Sends somebody to those not reached, in their order, as many as the workers can visit today; the rest waits. The next few
 * communities, so that what is signed meanwhile waits for one step. Withdrawn or over meanwhile, it stops.
 * @returns whether there are more.
 */
export async function makeVisits(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  const published = { _id: notice._id, state: 'published' as const }
  // Before the first: whoever has to be looked for again meanwhile sets it back.
  if (notice.visitsFrom === undefined)
    await Notice.updateOne(published, {
      $set: { visitsAt: new Date(deps.clock.now().getTime() + pauseMilliseconds) },
    })
  const left = (await listCommunities(notice)).filter((code) => code > (notice.visitsFrom ?? ''))
  let room = visitsAtOnce
  let last = notice.visitsFrom
  for (const code of left.slice(0, communitiesAtOnce)) {
    if ((await Notice.exists(published)) === null) return false
    room = await visitCommunity(notice, code, room, deps)
    await tellOvertaken(notice, code, deps)
    if (room === 0) break
    last = code
  }
  const isMore = room === 0 || left.length > communitiesAtOnce
  const change = isMore && last !== undefined ? { $set: { visitsFrom: last } } : { $unset: { visitsFrom: 1 } }
  const { matchedCount } = await Notice.updateOne(published, change)
  return isMore && matchedCount > 0
}

/** What can still be visited today where somebody waits. */
export async function countVisitsLeft(notice: NoticeRecord, now: Date): Promise<number> {
  let sum = 0
  for (const community of await listCommunities(notice))
    for (const post of (await groupWaiting(notice, community, now)).keys())
      sum += (await readCapacity(notice, community, post, now)).left
  return sum
}
