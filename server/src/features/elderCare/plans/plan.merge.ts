import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { AppError } from '../../../lib/appError'
import { inTransaction } from '../../../lib/inTransaction'
import { toPlace } from '../../../lib/placeFields'
import type { PersonMove } from '../../register/person.hooks'
import { systemActor } from '../../users/actor'
import { openFollowUp } from '../followUps/followUp.service'
import { Plan, PlanSeat, type PlanRecord } from './plan.model'

const isLiving = ({ state }: PlanRecord): boolean => state !== 'ended'

/** Of two plans for the same service the one that was begun first goes on. */
const isOlder = (one: PlanRecord, other: PlanRecord): boolean =>
  one.createdAt.getTime() === other.createdAt.getTime()
    ? one._id.toString() < other._id.toString()
    : one.createdAt < other.createdAt

const pauseOf = (now: Date) => ({
  $set: { state: 'paused' as const, checkAt: now },
  $unset: { pausedUntil: 1 as const },
  $push: {
    history: {
      ...{ at: now, action: 'pause', byUserId: new Types.ObjectId(systemActor.userId) },
      ...{ byName: systemActor.displayName, details: { reason: 'recordsMerged' } },
    },
  },
})

/** Moves one plan with its seat; what is paused for the other is written in the same moment. */
async function movePlan(
  plan: PlanRecord,
  other: PlanRecord | undefined,
  later: PlanRecord | undefined,
  { into }: PersonMove,
  now: Date,
): Promise<void> {
  const holder = other && later === plan ? other : plan
  const isPaused = later?._id.equals(plan._id) === true
  const seat = `${into.toString()}:${plan.itemCode}`
  await inTransaction(async (session) => {
    const moved = await Plan.updateOne(
      { _id: plan._id, version: plan.version },
      {
        ...(isPaused ? pauseOf(now) : {}),
        $set: { ...(isPaused ? pauseOf(now).$set : {}), personId: into },
        $inc: { version: 1 },
      },
      { session },
    )
    const paused =
      later && !isPaused
        ? await Plan.updateOne(
            { _id: later._id, version: later.version },
            { ...pauseOf(now), $inc: { version: 1 } },
            { session },
          )
        : moved
    if (moved.modifiedCount + paused.modifiedCount < 2) throw new AppError('request.retry')
    if (!isLiving(plan)) return
    await PlanSeat.updateOne(
      { _id: seat },
      { $set: { planId: holder._id }, $inc: { version: 1 } },
      { session, upsert: true },
    )
  })
}

/** A plan that stands still because of a merge is somebody's to talk about with her. */
async function askToCall(plan: PlanRecord, { mergeId, into, note }: PersonMove, deps: Deps): Promise<void> {
  const { itemName, unitName, _id } = plan
  const text = `两条登记各有一个${itemName}的长期预约，留了早办的一个，${unitName}的这一个先停了。打电话告诉长者，问留得对不对。`
  await openFollowUp(
    {
      ...{ key: `merged:${mergeId.toString()}:${_id.toString()}`, kind: 'recordsMerged', personId: into },
      ...{ place: toPlace(plan), itemName, day: toShanghaiDay(deps.clock.now()), planId: _id, text },
    },
    deps,
  )
  await note(`${itemName}有两个长期预约，留了早办的一个，另一个停了；社区会打电话告诉长者。`)
}

/** Never two of the same service: the older plan goes on, the other is paused and a call is due. */
export async function mergePlans(move: PersonMove, deps: Deps): Promise<void> {
  const { from, into } = move
  for (const plan of await Plan.find({ personId: from }).lean<PlanRecord[]>()) {
    const living = await Plan.find({
      ...{ personId: into, itemCode: plan.itemCode },
      state: { $in: ['active', 'paused'] },
    }).lean<PlanRecord[]>()
    const other = isLiving(plan) ? living[0] : undefined
    const later = other && (isOlder(plan, other) ? other : plan)
    // First the call: whatever dies in between is done again, and the key makes it once.
    if (later) await askToCall(later, move, deps)
    await movePlan(plan, other, later, move, deps.clock.now())
  }
  const start = `${from.toString()}:`
  await PlanSeat.deleteMany({ _id: { $gte: start, $lt: `${from.toString()};` } })
}
