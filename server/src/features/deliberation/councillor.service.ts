import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type {
  councillorContracts,
  CouncillorView,
  OpinionView,
} from '@linli/shared/deliberation/councillor.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { isDuplicate } from '../../lib/isDuplicate'
import { makeTimedId } from '../../lib/timedIds'
import { recordAudit } from '../audit/audit.service'
import { nameKeyOf, readNeighbourNames } from '../forum/forum.names'
import { toPress } from '../forum/post.service'
import { Home } from '../register/home.model'
import { systemActor, type Actor } from '../users/actor'
import { User } from '../users/user.model'
import {
  Councillor,
  councillorKeyOf,
  CouncillorOpinion,
  type CouncillorRecord,
  type OpinionRecord,
} from './councillor.model'
import { assertDeliberationAccess } from './motion.feed'
import { Motion, type MotionRecord } from './motion.model'
import { isSecretary } from './motion.policy'
import { findReadableMotion } from './motion.service'

type NameBody = OutputOf<typeof councillorContracts.nameCouncillor.body>
type ForwardBody = OutputOf<typeof councillorContracts.forwardOpinion.body>
type OpinionQuery = OutputOf<typeof councillorContracts.listOpinions.query>

async function assertHomes(community: string, homeIds: readonly string[]): Promise<void> {
  const known = await Home.countDocuments({ _id: { $in: homeIds }, community })
  assertThat(known === new Set(homeIds).size, 'councillor.homes_unknown')
}

const toIds = (ids: readonly string[]): Types.ObjectId[] =>
  [...new Set(ids)].map((id) => new Types.ObjectId(id))

async function readHomeLabels(ids: readonly Types.ObjectId[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const homes = await Home.find({ _id: { $in: ids } }, { label: 1 }).lean()
  return new Map(homes.map(({ _id, label }) => [_id.toString(), label]))
}

/** Of everybody's homes only the number is public; which they are is for the secretary and the councillor. */
async function viewCouncillors(
  rows: readonly CouncillorRecord[],
  actor: Actor,
  deps: Deps,
): Promise<CouncillorView[]> {
  const names = await readNeighbourNames(rows, deps)
  const seen = rows.filter(
    (row) => isSecretary(actor, row.community) || row.userId.toString() === actor.userId,
  )
  const labels = await readHomeLabels(seen.flatMap(({ homeIds }) => homeIds))
  const views: CouncillorView[] = []
  for (const row of rows) {
    const homes = row.homeIds.map((id) => ({ id: id.toString(), label: labels.get(id.toString()) ?? '' }))
    views.push({
      id: row._id.toString(),
      name: names.get(nameKeyOf(row))?.name ?? '邻居',
      isMine: row.userId.toString() === actor.userId,
      since: row.since.toISOString(),
      households: row.homeIds.length,
      forwarded: await CouncillorOpinion.countDocuments({ councillorId: row._id }),
      ...(seen.includes(row) ? { homes } : {}),
    })
  }
  return views
}

async function viewOne(row: CouncillorRecord, actor: Actor, deps: Deps): Promise<CouncillorView> {
  const [view] = await viewCouncillors([row], actor, deps)
  assertThat(view, 'record.not_found')
  return view
}

/** A community has a few dozen. */
const mostCouncillors = 200

export async function listCouncillors(
  actor: Actor,
  community: string,
  deps: Deps,
): Promise<CouncillorView[]> {
  assertDeliberationAccess(actor, community)
  const rows = await Councillor.find({ community, isActive: true })
    .limit(mostCouncillors)
    .lean<CouncillorRecord[]>()
  return viewCouncillors(rows, actor, deps)
}

/** A verified resident of the community; named again after an end, the record goes on. Logged. */
export async function nameCouncillor(
  actor: Actor,
  { community, userId, homeIds }: NameBody,
  deps: Deps,
): Promise<CouncillorView> {
  assertThat(isSecretary(actor, community), 'access.denied')
  const isResident = await User.exists({ _id: userId, level: 'verified', community })
  assertThat(isResident, 'councillor.not_possible')
  await assertHomes(community, homeIds)
  const key = councillorKeyOf(community, userId)
  const now = deps.clock.now()
  const { district, street } = placeOf(community)
  const fresh = {
    homeIds: toIds(homeIds),
    isActive: true,
    since: now,
    namedBy: new Types.ObjectId(actor.userId),
  }
  const known = await Councillor.findOne({ key }).lean<CouncillorRecord>()
  if (known) {
    assertThat(!known.isActive, 'councillor.not_possible')
    await Councillor.updateOne({ key, isActive: false }, { $set: fresh, $unset: { endedAt: 1 } })
  } else
    try {
      const place = { district, community, ...dropUndefined({ street }) }
      await Councillor.create({ key, userId: new Types.ObjectId(userId), ...place, ...fresh })
    } catch (error) {
      if (isDuplicate(error)) throw new AppError('councillor.not_possible')
      throw error
    }
  const subject = { kind: 'user', id: userId, district }
  await recordAudit(actor, 'councillor.named', subject, { community, homes: homeIds.length }, deps)
  const row = await Councillor.findOne({ key }).lean<CouncillorRecord>()
  assertThat(row, 'record.not_found')
  return viewOne(row, actor, deps)
}

async function findOwnOf(actor: Actor, id: string): Promise<CouncillorRecord> {
  const row = await Councillor.findOne({ _id: id, isActive: true }).lean<CouncillorRecord>()
  assertThat(row && isSecretary(actor, row.community), 'record.not_found')
  return row
}

export async function setCouncillorHomes(
  actor: Actor,
  id: string,
  homeIds: string[],
  deps: Deps,
): Promise<CouncillorView> {
  const row = await findOwnOf(actor, id)
  await assertHomes(row.community, homeIds)
  const ids = toIds(homeIds)
  await Councillor.updateOne({ _id: id, isActive: true }, { $set: { homeIds: ids } })
  return viewOne({ ...row, homeIds: ids }, actor, deps)
}

/** What was brought forward stays. Pressed twice it ends once. */
export async function endCouncillor(actor: Actor, id: string, deps: Deps): Promise<void> {
  const { community, userId, district } = await findOwnOf(actor, id)
  await Councillor.updateOne({ _id: id }, { $set: { isActive: false, endedAt: deps.clock.now() } })
  const subject = { kind: 'user', id: userId.toString(), district }
  await recordAudit(actor, 'councillor.ended', subject, { community }, deps)
}

/** Who died or moved away speaks for nobody here; the secretary reads it in the log and names somebody else. */
export async function endOfficesOf(personId: string, deps: Deps): Promise<void> {
  const users = await User.find({ personId }, { _id: 1 }).lean()
  for (const { _id: userId } of users)
    for (const { _id, community, district } of await Councillor.find({ userId, isActive: true }).lean()) {
      await Councillor.updateOne({ _id }, { $set: { isActive: false, endedAt: deps.clock.now() } })
      const subject = { kind: 'user', id: userId.toString(), district }
      await recordAudit(systemActor, 'councillor.ended', subject, { community }, deps)
    }
}

export const findCouncillor = (actor: Actor, community: string): Promise<CouncillorRecord | null> =>
  Councillor.findOne({
    key: councillorKeyOf(community, actor.userId),
    isActive: true,
  }).lean<CouncillorRecord | null>()

/** For one of the homes linked to her; sent again it is the same opinion. */
export async function forwardOpinion(
  actor: Actor,
  body: ForwardBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<OpinionView> {
  const { community, homeId, motionId, text } = body
  const own = await findCouncillor(actor, community)
  assertThat(own, 'access.denied')
  const isOwn = own.homeIds.some((id) => id.toString() === homeId)
  assertThat(isOwn, 'access.denied')
  const motion = motionId === undefined ? undefined : await findReadableMotion(actor, motionId)
  assertThat(!motion || motion.community === community, 'record.not_found')
  const press = toPress(actor, requestKey, body)
  const now = deps.clock.now()
  const opinion: OpinionRecord = {
    _id: makeTimedId(now),
    ...press,
    community,
    councillorId: own._id,
    userId: own.userId,
    homeId: new Types.ObjectId(homeId),
    ...dropUndefined({ motionId: motion?._id }),
    text,
    at: now,
  }
  const stored = await storeOpinion(opinion)
  const [view] = await viewOpinions([stored], deps)
  assertThat(view, 'record.not_found')
  return view
}

async function storeOpinion(opinion: OpinionRecord): Promise<OpinionRecord> {
  try {
    await CouncillorOpinion.create(opinion)
    return opinion
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const { requestKey, fingerprint } = opinion
    const first = await CouncillorOpinion.findOne({ requestKey }).lean<OpinionRecord>()
    assertThat(first, 'request.retry')
    assertThat(first.fingerprint === fingerprint, 'request.already_done')
    return first
  }
}

async function viewOpinions(rows: readonly OpinionRecord[], deps: Deps): Promise<OpinionView[]> {
  const names = await readNeighbourNames(rows, deps)
  const labels = await readHomeLabels(rows.map(({ homeId }) => homeId))
  const ids = rows.flatMap(({ motionId }) => (motionId ? [motionId] : []))
  const motions = await Motion.find({ _id: { $in: ids } }, { title: 1, state: 1 }).lean<
    Pick<MotionRecord, '_id' | 'title' | 'state'>[]
  >()
  const readable = motions.filter(({ state }) => state === 'visible')
  const titles = new Map(readable.map(({ _id, title }) => [_id.toString(), title]))
  return rows.map((row) => {
    const motionId = row.motionId?.toString()
    const title = titles.get(motionId ?? '')
    return {
      id: row._id.toString(),
      text: row.text,
      at: row.at.toISOString(),
      councillorName: names.get(nameKeyOf(row))?.name ?? '邻居',
      homeLabel: labels.get(row.homeId.toString()) ?? '',
      ...(motionId !== undefined && title !== undefined ? { motion: { id: motionId, title } } : {}),
    }
  })
}

/** The secretary reads all of the community, a councillor her own; the newest first. */
export async function listOpinions(actor: Actor, { community, cursor, limit }: OpinionQuery, deps: Deps) {
  const seesAll = isSecretary(actor, community)
  assertThat(seesAll || (await findCouncillor(actor, community)), 'access.denied')
  const rows = await CouncillorOpinion.find({
    ...(seesAll ? {} : { userId: new Types.ObjectId(actor.userId) }),
    community,
    ...(cursor === undefined ? {} : { _id: { $lt: new Types.ObjectId(cursor) } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<OpinionRecord[]>()
  const shown = rows.slice(0, limit)
  const items = await viewOpinions(shown, deps)
  const last = shown.at(-1)
  return rows.length > limit && last ? { items, nextCursor: last._id.toString() } : { items }
}
