import type { OutputOf } from '@linli/shared/contract'
import type { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { areaLevelOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { readNewestFirst, type IdRange } from '../../lib/timedIds'
import type { Actor } from '../users/actor'
import { CoSignature, type CoSignatureRecord } from './coSignature.model'
import { isDecided } from './motion.clock'
import { Motion, type MotionRecord } from './motion.model'
import { canReadDeliberation, canReadMotion, isDesk } from './motion.policy'

type ListQuery = OutputOf<typeof motionContracts.listMotions.query>
type OwnQuery = OutputOf<typeof motionContracts.listMyMotions.query>

/** What no list shows. */
const listFields = { outbox: 0, history: 0 } as const

export function assertDeliberationAccess(actor: Actor, community: string): void {
  assertThat(canReadDeliberation(actor, community), 'forum.not_a_member')
}

const readRange = (filter: object) => (range: IdRange, most: number) =>
  Motion.find({ ...filter, ...range }, listFields)
    .sort({ _id: -1 })
    .limit(most)
    .lean<MotionRecord[]>()

/** A page of a community's motions, the newest first; one row more than asked when there is more. */
export async function listMotions(
  actor: Actor,
  { community, phase, cursor, limit }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<MotionRecord[]> {
  assertDeliberationAccess(actor, community)
  const filter = { community, ...(phase === undefined ? {} : { phase }), state: 'visible' }
  return readNewestFirst({ read: readRange(filter), cursor, limit: limit + 1 }, deps.clock.now())
}

interface Page {
  rows: MotionRecord[]
  nextCursor?: string
}

/** One's own in every state but deleted. */
async function listOwn(actor: Actor, { cursor, limit }: OwnQuery, deps: Pick<Deps, 'clock'>): Promise<Page> {
  const read = readRange({ authorId: new Types.ObjectId(actor.userId) })
  const isKept = ({ state }: MotionRecord): boolean => state !== 'deleted'
  const rows = await readNewestFirst({ read, isKept, cursor, limit: limit + 1 }, deps.clock.now())
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return rows.length > limit && last ? { rows: shown, nextCursor: last._id.toString() } : { rows: shown }
}

/** What the person stands behind, the last signed first. */
async function listSigned(actor: Actor, { cursor, limit }: OwnQuery): Promise<Page> {
  const signed = await CoSignature.find(
    { userId: actor.userId, ...(cursor === undefined ? {} : { _id: { $lt: new Types.ObjectId(cursor) } }) },
    { motionId: 1, isOn: 1 },
  )
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<Pick<CoSignatureRecord, '_id' | 'motionId' | 'isOn'>[]>()
  const shown = signed.slice(0, limit)
  const ids = shown.filter(({ isOn }) => isOn).map(({ motionId }) => motionId)
  const motions = await Motion.find({ _id: { $in: ids } }, listFields).lean<MotionRecord[]>()
  const byId = new Map(motions.map((motion) => [motion._id.toString(), motion]))
  const rows = ids.flatMap((id) => {
    const motion = byId.get(id.toString())
    return motion && canReadMotion(actor, motion) ? [motion] : []
  })
  const last = shown.at(-1)
  return signed.length > limit && last ? { rows, nextCursor: last._id.toString() } : { rows }
}

export const listMyMotions = (actor: Actor, query: OwnQuery, deps: Pick<Deps, 'clock'>): Promise<Page> =>
  query.part === 'own' ? listOwn(actor, query, deps) : listSigned(actor, query)

/** More is not kept open: a person has two, and each has its end. */
const mostWaiting = 200

/**
 * What waits for the community, what is due first. The street sees what was escalated to it, and what a secretary raised
 * herself.
 */
export async function listWaitingMotions(actor: Actor, areaCode: string): Promise<MotionRecord[]> {
  const isStreetArea = areaLevelOf(areaCode) === 'street'
  const holds = actor.memberships.some(
    (m) => m.areaCode === areaCode && (m.role === 'streetOfficer' || isDesk(actor, areaCode)),
  )
  assertThat(holds, 'access.denied')
  const someTime = { $gt: new Date(0) }
  const filters = isStreetArea
    ? [
        // What a secretary raised keeps its mark when it is done, and would stand before what waits, having no time.
        { street: areaCode, escalatedAt: someTime },
        { street: areaCode, goesAbove: true, dueBy: someTime },
      ]
    : [{ community: areaCode, dueBy: someTime }]
  const rows = new Map<string, MotionRecord>()
  for (const phase of ['waiting', 'project'] as const)
    for (const filter of filters)
      for (const motion of await Motion.find({ ...filter, phase }, listFields)
        .sort({ dueBy: 1 })
        .limit(mostWaiting)
        .lean<MotionRecord[]>())
        rows.set(motion._id.toString(), motion)
  return [...rows.values()]
    .filter(({ state, stage, dueBy }) => (state === 'visible' || isDecided(stage)) && dueBy !== undefined)
    .sort((a, b) => (a.dueBy?.getTime() ?? 0) - (b.dueBy?.getTime() ?? 0))
}
