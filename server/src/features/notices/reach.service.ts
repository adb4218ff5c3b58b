import type { OutputOf } from '@linli/shared/contract'
import { areaLevelOf } from '@linli/shared/areas/areas'
import {
  reachChannelNames,
  reachChannels,
  reachStates,
  riskOrderText,
  type ReachChannel,
  type ReachState,
} from '@linli/shared/notices/notice'
import type { NoticeFigures, noticeContracts, ReachRow } from '@linli/shared/notices/notice.contract'
import type { Deps } from '../../deps'
import type { Types } from 'mongoose'
import { assertThat } from '../../lib/appError'
import { createCache } from '../../lib/caches'
import { dropUndefined } from '../../lib/dropUndefined'
import { HomeLink } from '../register/homeLink.model'
import { Home } from '../register/home.model'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { readUserNames } from '../safety/people'
import type { Actor } from '../users/actor'
import { readAreaLabels } from '../areas/areaLabels'
import { Notice, type NoticeRecord } from './notice.model'
import { findNoticeParties, isInReachScope, maySeePhone } from './notice.policy'
import { assertMayActOnNotice, describePresent, readOwnName } from './notice.service'
import { describeReachPlace } from './notice.words'
import { noteReached } from './reach.change'
import { readReachPage, type ReachQuery } from './reach.list'
import { NoticeReach, type ReachEntry, type ReachRecord } from './reach.model'
import { countVisitsLeft, spareVisit } from './reach.visits'

type RecordBody = OutputOf<typeof noticeContracts.recordNoticeReach.body>

/** A 必达 notice that is out, for those who work with it. */
async function findMustReach(actor: Actor, id: string): Promise<NoticeRecord> {
  const notice = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
  assertThat(notice && findNoticeParties(actor, notice).length > 0, 'record.not_found')
  assertThat(notice.mustReach && notice.publishedAt !== undefined, 'notice.not_now', describePresent(notice))
  return notice
}

interface Counted {
  _id: { state: ReachState; reachedBy?: ReachChannel }
  count: number
}

/** With so many lines they are counted once a minute; a count reads all of them. */
const manyLines = 20_000
const recentCounts = createCache<Counted[]>({ max: 200, ttl: 60_000 })

/** How many lines are in each state, and by which way those came to know who know. */
async function countLines(noticeId: Types.ObjectId): Promise<Counted[]> {
  const recent = recentCounts.get(noticeId.toString())
  if (recent) return recent
  const counted = await NoticeReach.aggregate<Counted>([
    { $match: { noticeId } },
    { $group: { _id: { state: '$state', reachedBy: '$reachedBy' }, count: { $sum: 1 } } },
  ])
  const lines = counted.reduce((sum, { count }) => sum + count, 0)
  if (lines > manyLines) recentCounts.set(noticeId.toString(), counted)
  return counted
}

/** How many know, how they came to know, and what can still be done today. Figures only, for rank as well. */
export async function readNoticeFigures(actor: Actor, id: string, deps: Deps): Promise<NoticeFigures> {
  const { _id: noticeId, ...rest } = await findMustReach(actor, id)
  const notice = { _id: noticeId, ...rest }
  const counted = await countLines(noticeId)
  const sum = (isMeant: (of: Counted['_id']) => boolean) =>
    counted.reduce((total, { _id, count }) => total + (isMeant(_id) ? count : 0), 0)
  const states = { waiting: 0, visiting: 0, reached: 0, gone: 0 }
  for (const state of reachStates) states[state] = sum((of) => of.state === state)
  const byChannel = reachChannels.map((channel) => ({
    channel,
    name: reachChannelNames[channel],
    count: sum((of) => of.state === 'reached' && of.reachedBy === channel),
  }))
  return {
    ...states,
    people: states.waiting + states.visiting + states.reached,
    byChannel,
    // Of a district each of thousands of grids would have to be asked.
    ...(areaLevelOf(notice.areaCode) === 'district'
      ? {}
      : { visitsLeftToday: await countVisitsLeft(notice, deps.clock.now()) }),
    orderText: riskOrderText,
  }
}

/** Where the people of a page live, as it is said there, in two reads. */
async function readHomes(rows: readonly ReachRecord[]): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ personId }) => personId ?? [])
  const links = await HomeLink.find(
    { personId: { $in: ids }, isCurrent: true },
    { personId: 1, homeId: 1, building: 1 },
  ).lean()
  const homes = await Home.find({ _id: { $in: links.map(({ homeId }) => homeId) } }, { label: 1 }).lean()
  const labels = new Map(homes.map(({ _id, label }) => [_id.toString(), label]))
  const buildings = new Map(rows.map(({ personId, building }) => [String(personId), building]))
  return new Map(
    links
      .filter(({ personId, building }) => building === buildings.get(personId.toString()))
      .map(({ personId, homeId }) => [personId.toString(), labels.get(homeId.toString()) ?? '']),
  )
}

/** Rows with the names of whoever is the viewer's to look after. */
async function viewReach(rows: readonly ReachRecord[], actor: Actor, deps: Deps): Promise<ReachRow[]> {
  const people = await Person.find({ _id: { $in: rows.flatMap(({ personId }) => personId ?? []) } }).lean<
    PersonDocument[]
  >()
  const byId = new Map(people.map((person) => [person._id.toString(), openPerson(person, deps.crypto)]))
  const users = await readUserNames(
    rows.flatMap(({ personId, userId }) => (personId === undefined && userId ? [userId] : [])),
    deps,
  )
  const areas = await readAreaLabels(
    rows.flatMap(({ community, grid, building }) => [community, grid, building]),
  )
  const homes = await readHomes(rows)
  return rows.map((row) => {
    const person = byId.get(String(row.personId))
    return {
      id: row._id.toString(),
      state: row.state,
      name: person?.name ?? users.get(String(row.userId)) ?? '居民',
      placeText: describeReachPlace(row, areas, homes.get(String(row.personId))),
      reasons: row.reasons,
      rank: Math.ceil(row.rank),
      isToCall: row.isToCall === true,
      reached: row.entries.map(({ channel, at, byName }) => ({ channel, at: at.toISOString(), by: byName })),
      ...dropUndefined({
        phone: maySeePhone(actor, row) ? person?.phone : undefined,
        visitId: row.visitId?.toString(),
      }),
    }
  })
}

/** Who still has to be told, of it or that it was withdrawn, in the order of the visits; a page at a time. */
export async function listReach(actor: Actor, id: string, query: ReachQuery, deps: Deps) {
  const { limit } = query
  const rows = await readReachPage(actor, await findMustReach(actor, id), query)
  const shown = rows.slice(0, limit)
  const items = await viewReach(shown, actor, deps)
  const next = rows.length > limit ? shown.at(-1)?._id.toString() : undefined
  return { items, ...(next === undefined ? {} : { nextCursor: next }) }
}

/** One tap: this person knows of it, by this way. Tapped twice it is written once. */
export async function recordReach(
  actor: Actor,
  { id, recipientId }: { id: string; recipientId: string },
  { channel }: RecordBody,
  deps: Deps,
): Promise<ReachRow> {
  const notice = await findMustReach(actor, id)
  assertMayActOnNotice(actor, 'recordReach', notice)
  const record = await NoticeReach.findOne({ _id: recipientId, noticeId: notice._id }).lean<ReachRecord>()
  assertThat(record && isInReachScope(actor, record), 'record.not_found')
  assertThat(record.state !== 'gone', 'notice.not_now', { state: record.state })
  const byName = await readOwnName(actor, deps)
  if (notice.state === 'withdrawn')
    return viewOne(await noteCalledBack(record, { channel, at: deps.clock.now(), byName }), actor, deps)
  const noted = await noteReached(record.key, { channel, at: deps.clock.now(), byName })
  await spareVisit(noted, deps)
  return viewOne(noted, actor, deps)
}

async function viewOne(record: ReachRecord | null | undefined, actor: Actor, deps: Deps): Promise<ReachRow> {
  const [view] = await viewReach(record ? [record] : [], actor, deps)
  assertThat(view, 'record.not_found')
  return view
}

/** She knows that it was withdrawn: off the list to call; pressed twice it is written once. */
async function noteCalledBack(record: ReachRecord, entry: ReachEntry): Promise<ReachRecord | null> {
  await NoticeReach.updateOne(
    { _id: record._id, isToCall: true },
    { $unset: { isToCall: 1 }, $push: { entries: entry }, $inc: { version: 1 } },
  )
  return NoticeReach.findOne({ _id: record._id }).lean<ReachRecord>()
}
