import type { Place } from '@linli/shared/areas/areas'
import { dropUndefined } from '../../lib/dropUndefined'
import { isInPlaces } from './audience.places'
import { Notice, type NoticeRecord } from './notice.model'
import { NoticeReach, type ReachRecord } from './reach.model'

type Live = Pick<NoticeRecord, '_id' | 'areaCode' | 'audience'>

const findLive = (_id: ReachRecord['noticeId']): Promise<Live | null> =>
  Notice.findOne(
    { _id, state: 'published', mustReach: true },
    { areaCode: 1, audience: 1 },
  ).lean<Live | null>()

/** Whether a notice is for who lives there. */
const isForPlace = ({ areaCode, audience }: Live, place: Place): boolean =>
  [place.district, place.street, place.community].includes(areaCode) && isInPlaces(audience, place)

const maybeMissing = ['street', 'community', 'grid', 'building', 'estate'] as const

/** The grid worker of the new home visits, where there is one. */
const setPlace = (place: Place) => {
  const missing = maybeMissing.filter((level) => place[level] === undefined)
  const visitArea = place.grid ?? place.community ?? place.district
  return {
    $set: { ...dropUndefined(place), visitArea },
    ...(missing.length > 0 ? { $unset: Object.fromEntries(missing.map((level) => [level, 1])) } : {}),
  }
}

/**
 * Who still has to be told has moved: she is looked for at her new door, or not at all where the notice is not for those who
 * live there. Repeatable.
 */
export async function moveReach(personId: string, place: Place): Promise<void> {
  const states = ['waiting', 'visiting', 'gone'] as const
  const rows = await NoticeReach.find({ personId, state: { $in: states } }).lean<ReachRecord[]>()
  for (const { _id, noticeId, version, state } of rows) {
    const notice = await findLive(noticeId)
    if (!notice) continue
    const { $set, ...rest } = setPlace(place)
    const isOut = state !== 'gone' && !isForPlace(notice, place)
    await NoticeReach.updateOne(
      { _id, version },
      { $set: { ...$set, ...(isOut ? { state: 'gone' } : {}) }, ...rest, $inc: { version: 1 } },
    )
  }
}

/** She was never gone: what still holds for where she lives must reach her after all. */
export async function bringBack(personId: string, now: Date): Promise<void> {
  const rows = await NoticeReach.find({ personId, state: 'gone' }).lean<ReachRecord[]>()
  for (const row of rows) {
    const notice = await findLive(row.noticeId)
    if (!notice || !isForPlace(notice, row)) continue
    const { modifiedCount } = await Notice.updateOne(
      { _id: notice._id, state: 'published' },
      { $set: { nextAt: now } },
    )
    if (modifiedCount > 0)
      await NoticeReach.updateOne(
        { _id: row._id, state: 'gone' },
        { $set: { state: 'waiting' }, $unset: { visitId: 1 }, $inc: { version: 1 } },
      )
  }
}
