import { noticeKindNames, noticeLimits, reachChannelNames } from '@linli/shared/notices/notice'
import { defaultClocks } from '@linli/shared/categories/category'
import type { Post } from '@linli/shared/users/posts'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { insertMissing } from '../messages/insertMissing'
import { createVisit, findVisitor, readMeeting, tellVisitor } from '../needs/need.visit'
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
  post: Post
  id: string
  most: number
  left: number
}

/** Where the workers of an area stand, and what they can still take on today. */
async function readCapacity(community: string, area: string, now: Date): Promise<Capacity> {
  const place = { district: community.slice(0, 6), street: community.slice(0, 9), community }
  const post = await findVisitor(area === community ? place : { ...place, grid: area }, now)
  const workers = await listPostPeople(post, now)
  const most = workers.length * (await readVisitsPerWorkerDay(community))
  const id = `${post}:${toShanghaiDay(now)}`
  const day = await NoticeVisitDay.findOne({ _id: id }, { taken: 1 }).lean<
    Pick<NoticeVisitDayRecord, 'taken'>
  >()
  return { post, id, most, left: Math.max(0, most - (day?.taken ?? 0)) }
}

/** One visit of the day for one person: never over what the post can do, and never two for the same. */
async function takeSlot({ id, most }: Capacity, key: string, now: Date): Promise<boolean> {
  await insertMissing(NoticeVisitDay, [{ _id: id, taken: 0, keys: [], createdAt: now }])
  const has = async () => (await NoticeVisitDay.exists({ _id: id, keys: key })) !== null
  if (await has()) return true
  const { modifiedCount } = await NoticeVisitDay.updateOne(
    { _id: id, taken: { $lt: most }, keys: { $ne: key } },
    { $inc: { taken: 1 }, $push: { keys: key } },
  )
  return modifiedCount === 1 || has()
}

/** The grids of a community, and the community itself for who lives in none of them. */
async function listVisitAreas(
  communities: readonly string[],
): Promise<{ community: string; area: string }[]> {
  const grids = await Area.find(
    { community: { $in: communities }, level: 'grid' },
    { code: 1, community: 1 },
  ).lean()
  return communities.flatMap((community) => [
    ...grids.filter((grid) => grid.community === community).map(({ code }) => ({ community, area: code })),
    { community, area: community },
  ])
}

interface Waiting {
  noticeId: Types.ObjectId
  visitArea: string
  state: 'waiting'
}

/** Of these the ones where somebody waits: what their workers can still do is asked nowhere else. */
async function listWaitingAreas({ _id: noticeId }: NoticeRecord, communities: readonly string[]) {
  const areas: { community: string; area: string; waiting: Waiting }[] = []
  for (const each of await listVisitAreas(communities)) {
    const waiting: Waiting = { noticeId, visitArea: each.area, state: 'waiting' }
    if ((await NoticeReach.exists(waiting)) !== null) areas.push({ ...each, waiting })
  }
  return areas
}

async function visit(notice: NoticeRecord, record: ReachRecord, deps: Deps): Promise<void> {
  if (!record.personId) return
  const made = await createVisit(
    {
      key: record.visits === undefined ? `notice:${record.key}` : `notice:${record.key}:${record.visits}`,
      personId: record.personId,
      place: toPlace(record),
      text: `社区发了一条必须让每个人知道的公告（${noticeKindNames[notice.kind]}：${notice.title}），这一位还没有看到。请上门说一声，问问有没有困难，再写下见到本人没有。没有见到，会另外安排再去一次。`,
      clock: defaultClocks.utilities,
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

/** A district has five hundred communities: a step of so many, or of so many visits, is over long before its lease. */
const communitiesAtOnce = 10
const visitsAtOnce = 200

/** @returns how many visits this step may still make. */
async function visitCommunity(
  notice: NoticeRecord,
  code: string,
  atMost: number,
  deps: Deps,
): Promise<number> {
  const now = deps.clock.now()
  let room = atMost
  for (const { community, area, waiting } of await listWaitingAreas(notice, [code])) {
    const capacity = await readCapacity(community, area, now)
    let { left } = capacity
    if (left === 0) continue
    for await (const record of readAtHome(waiting, toShanghaiDay(now))) {
      if (room === 0) return room
      if (!(await takeSlot(capacity, record.key, now))) break
      await visit(notice, record, deps)
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
  const posts = new Map<Post, number>()
  for (const { community, area } of await listWaitingAreas(notice, await listCommunities(notice))) {
    const { post, left } = await readCapacity(community, area, now)
    posts.set(post, left)
  }
  return [...posts.values()].reduce((sum, left) => sum + left, 0)
}
