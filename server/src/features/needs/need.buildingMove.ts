import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { BuildingMove } from '../areas/buildingMove.hooks'
import { describePost, type PostDescription } from '../areas/post.service'
import { listPostPeople } from '../users/postPeople.service'
import { applyChange, handTo, makeHistoryEntry } from './need.change'
import { Need, type NeedRecord } from './need.model'
import { isBarred } from './need.secrecy'

/** Nobody has begun: it waits for whoever looks after the place. What is begun stays with whoever began it. */
const isUnbegun = ({ state }: NeedRecord): boolean => state === 'submitted' || state === 'assigned'

/** The grid worker of the new grid, else, while it has none, the desk. */
async function findReceiver(
  need: NeedRecord,
  { to }: BuildingMove,
  now: Date,
): Promise<PostDescription | undefined> {
  const post = `grid:${to}` as const
  const isHeld = (await listPostPeople(post, now)).length > 0
  return describePost(isHeld && !(await isBarred(post, need)) ? post : need.triage)
}

async function handOver(need: NeedRecord, move: BuildingMove, deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const receiver = await findReceiver(need, move, now)
  if (!receiver) return
  const given = handTo(need, receiver, { desk: need.triage, now })
  const change = {
    to: need.state,
    ...given,
    set: { ...given.set, grid: move.to },
    details: { beforeName: need.postName, postName: receiver.name, isHandover: true },
  }
  const by = { userId: new Types.ObjectId(move.actor.userId), kind: 'staff' as const, name: '社区' }
  await applyChange(need, change, makeHistoryEntry(need, 'transfer', change, by, { now }), deps)
}

/** Open needs of the building: those that the old grid's worker has not begun go to the new one's. */
export async function followNeeds(move: BuildingMove, deps: Deps): Promise<number> {
  const { building, community, from, to } = move
  const { street, district } = placeOf(community)
  const desks = [community, street ?? '', district].map((code) => `triage:${code}` as const)
  const needs = await Need.find({ triage: { $in: desks }, open: true, building }).lean<NeedRecord[]>()
  for (const need of needs)
    if (need.post === `grid:${from}` && isUnbegun(need)) await handOver(need, move, deps)
  // Also those that someone changed at the same moment.
  await Need.updateMany({ _id: { $in: needs.map(({ _id }) => _id) }, open: true }, { $set: { grid: to } })
  return needs.length
}
