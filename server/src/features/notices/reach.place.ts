import type { Place } from '@linli/shared/areas/areas'
import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { Need } from '../needs/need.model'
import { readMeeting, tellVisitor } from '../needs/need.visit'
import { Person } from '../register/person.model'
import { isInPlaces } from './audience.places'
import { Notice, type NoticeRecord } from './notice.model'
import { NoticeReach, type ReachRecord } from './reach.model'
import { findRankAt } from './reach.rank'

type Live = Pick<NoticeRecord, '_id' | 'areaCode' | 'audience' | 'isRanked' | 'ranked'>

const findLive = (_id: ReachRecord['noticeId']): Promise<Live | null> =>
  Notice.findOne(
    { _id, state: 'published', mustReach: true },
    { areaCode: 1, audience: 1, isRanked: 1, ranked: 1 },
  ).lean<Live | null>()

/** Whether a notice is for who lives there. */
const isForPlace = ({ areaCode, audience }: Live, place: Place): boolean =>
  [place.district, place.street, place.community].includes(areaCode) && isInPlaces(audience, place)

const maybeMissing = ['street', 'community', 'grid', 'building', 'estate'] as const

const isAt = (record: ReachRecord, place: Place): boolean =>
  record.district === place.district && maybeMissing.every((level) => record[level] === place[level])

/**
 * The grid worker of the new home visits, where there is one, today as well: whoever was sent to the old door is no longer
 * waited for, and the next visit is one of its own.
 */
function setPlace(place: Place, state: ReachRecord['state'], rank: number | undefined) {
  const missing = maybeMissing.filter((level) => place[level] === undefined)
  const isSent = state === 'visiting'
  const cleared = [...missing, ...(isSent ? [] : ['visitId', 'visitedOn'])]
  const visitArea = place.grid ?? place.community ?? place.district
  return {
    $set: { ...dropUndefined({ ...place, rank }), visitArea, state },
    ...(cleared.length > 0 ? { $unset: Object.fromEntries(cleared.map((field) => [field, 1])) } : {}),
    $inc: { version: 1, ...(isSent ? {} : { visits: 1 }) },
  }
}

/** Whoever is on the way to the old door need not go; said once. */
export async function tellMoved(
  visitId: Types.ObjectId,
  { state }: Pick<ReachRecord, 'state'>,
  deps: Deps,
): Promise<void> {
  const next = state === 'gone' ? '' : '新住处会另外安排人去。'
  const text = `这一位搬家了，原来的住处不用再去，写明没有去就行。${next}已经当面说过的，请告诉社区一声，由社区记下来。`
  await tellVisitor(visitId, { key: 'moved', text }, deps)
}

/** It is looked at again at once, as long as it holds. @returns whether it does. */
export async function lookSoon(_id: Types.ObjectId, now: Date): Promise<boolean> {
  const { matchedCount } = await Notice.updateOne(
    { _id, state: 'published' },
    { $min: { nextAt: now, visitsAt: now } },
  )
  return matchedCount > 0
}

/** What holds for her at the new door. A visit that met her before she moved counts. */
async function findStateAt(record: ReachRecord, isForHer: boolean): Promise<ReachRecord['state']> {
  const { state, visitId } = record
  const visit =
    state === 'visiting' && visitId
      ? await Need.findOne({ _id: visitId }, { state: 1, outcome: 1, isMet: 1 }).lean()
      : null
  if (visit && readMeeting(visit) === 'met') return 'visiting'
  return isForHer ? 'waiting' : 'gone'
}

const mostTries = 5

/** One line of hers, written anew where somebody else was quicker. */
async function moveLine(
  { _id, noticeId }: ReachRecord,
  notice: Live,
  { personId, place }: { personId: string; place: Place },
  deps: Deps,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const record = await NoticeReach.findOne({ _id }).lean<ReachRecord>()
    if (!record || record.state === 'reached') return
    const person = await Person.findOne({ _id: personId }, { state: 1 }).lean()
    const isHere = person !== null && !isGone(person.state)
    const isForHer = isHere && isForPlace(notice, place)
    const isAtDoor = isAt(record, place)
    const isThere = isAtDoor && (record.state === 'gone') !== isForHer
    const state = isThere ? record.state : await findStateAt(record, isForHer)
    if (record.visitId && state !== 'visiting' && isHere && !isAtDoor)
      await tellMoved(record.visitId, { state }, deps)
    const { version } = record
    const isElsewhere = !isThere && place.community !== undefined && place.community !== record.community
    const rank = isElsewhere ? await findRankAt(notice, record, place.community ?? '', deps) : undefined
    const isWritten =
      isThere ||
      (await NoticeReach.updateOne({ _id, version }, setPlace(place, state, rank))).modifiedCount === 1
    if (!isWritten) continue
    if (state === 'waiting') await lookSoon(noticeId, deps.clock.now())
    return
  }
  throw new Error(`where ${_id.toString()} has to be told was always written by others`)
}

/**
 * Who still has to be told has moved: she is looked for at her new door, or not at all where the notice is not for those who
 * live there; whoever was written down elsewhere by mistake is looked for again. Repeatable.
 */
export async function moveReach(personId: string, place: Place, deps: Deps): Promise<void> {
  const states = ['waiting', 'visiting', 'gone'] as const
  const rows = await NoticeReach.find({ personId, state: { $in: states } }).lean<ReachRecord[]>()
  for (const row of rows) {
    const notice = await findLive(row.noticeId)
    if (notice) await moveLine(row, notice, { personId, place }, deps)
  }
}

/** She has died or lives here no more: nobody looks for her, and nobody calls to say that it was withdrawn. Repeatable. */
export async function letGo(personId: string): Promise<void> {
  await NoticeReach.updateMany(
    { personId, state: { $in: ['waiting', 'visiting'] } },
    { $set: { state: 'gone' }, $unset: { lookAt: 1 }, $inc: { version: 1 } },
  )
  await NoticeReach.updateMany(
    { personId, isToCall: true },
    { $unset: { isToCall: 1 }, $inc: { version: 1 } },
  )
}

/** She was never gone: what still holds for where she lives must reach her after all. */
export async function bringBack(personId: string, now: Date): Promise<void> {
  const rows = await NoticeReach.find({ personId, state: 'gone' }).lean<ReachRecord[]>()
  for (const row of rows) {
    const notice = await findLive(row.noticeId)
    if (!notice || !isForPlace(notice, row)) continue
    if (await lookSoon(notice._id, now))
      await NoticeReach.updateOne(
        { _id: row._id, state: 'gone' },
        { $set: { state: 'waiting' }, $unset: { visitId: 1 }, $inc: { version: 1 } },
      )
  }
}
