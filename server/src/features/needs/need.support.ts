import { toPlace } from '../../lib/placeFields'
import type { OutputOf } from '@linli/shared/contract'
import type { needContracts } from '@linli/shared/needs/need.contract'
import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { estimateTravelMinutes, type TravelPlace } from '../../lib/travel'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { Need, type NeedRecord } from './need.model'
import { findSight } from './need.policy'

const maxNearby = 10
const maxLookedAt = 100

type NearbyQuery = OutputOf<typeof needContracts.listNearbyNeeds.query>

/** As far as it was said. */
function whereOf(need: NeedRecord): TravelPlace {
  const [longitude, latitude] = need.place?.point?.coordinates ?? []
  const point = longitude === undefined || latitude === undefined ? undefined : { longitude, latitude }
  return { ...toPlace(need), point }
}

/** Where one's own need is that has just been raised, else where one lives. */
async function findStart(actor: Actor, { except }: NearbyQuery): Promise<TravelPlace> {
  const own =
    except === undefined
      ? null
      : await Need.findOne(
          { _id: except, reporterId: actor.userId },
          { history: 0, outbox: 0 },
        ).lean<NeedRecord | null>()
  return own ? whereOf(own) : (actor.place ?? {})
}

/**
 * Open needs of the same kind in the same community that neighbours may know of: public places only, after their
 * content check, the nearest first and of those equally near the newest. Of a great many only the newest are looked at.
 */
export async function listNearbyNeeds(actor: Actor, query: NearbyQuery): Promise<NeedRecord[]> {
  const community = query.area === undefined ? actor.community : placeOf(query.area).community
  if (community === undefined) return []
  const rows = await Need.find(
    { community, 'category.code': query.category, isPublicPlace: true, open: true },
    { history: 0, outbox: 0 },
  )
    .sort({ _id: -1 })
    .limit(maxLookedAt)
    .lean<NeedRecord[]>()
  const start = await findStart(actor, query)
  return rows
    .filter((need) => need._id.toString() !== query.except && need.state !== 'submitted')
    .filter((need) => need.reporterId?.toString() !== actor.userId && isShared(need))
    .map((need) => ({ need, minutes: estimateTravelMinutes(start, whereOf(need)) }))
    .sort((a, b) => a.minutes - b.minutes)
    .slice(0, maxNearby)
    .map(({ need }) => need)
}

const isShared = (need: NeedRecord): boolean =>
  need.isPublicPlace && !need.isSensitive && !need.subject && need.check === 'pass'

/** “Me too”, once a person, whatever is pressed twice. */
export async function supportNeed(actor: Actor, id: string, deps: Deps): Promise<number> {
  const need = await Need.findOne({ _id: id }).lean<NeedRecord | null>()
  const mayJoin = need && isShared(need) && need.open && toPlace(need).community === actor.community
  assertThat(mayJoin && findSight(actor, need) !== 'none', 'need.not_shared')
  const userId = new Types.ObjectId(actor.userId)
  const now = deps.clock.now()
  const { modifiedCount } = await Need.updateOne(
    { _id: need._id, open: true, supporters: { $ne: userId } },
    {
      $addToSet: { supporters: userId },
      $push: {
        history: {
          id: new Types.ObjectId().toString(),
          at: now,
          action: 'support' as const,
          from: need.state,
          to: need.state,
          by: { userId, kind: 'resident' as const, name: '邻居' },
        },
        outbox: makeOutboxEntry('need.support', { userId: actor.userId }, deps),
      },
      $set: { hasOutbox: true },
      $inc: { version: 1 },
    },
  )
  if (modifiedCount > 0) kickOutbox(Need)
  const known = need.supporters.some((supporter) => supporter.equals(userId))
  return need.supporters.length + (known || modifiedCount === 0 ? 0 : 1)
}
