import { postTargetOf } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { describePost, type PostDescription } from '../areas/post.service'
import { hasOthersOnDuty, takeTurn } from '../volunteers/volunteer.turn'
import type { NeedChange } from './need.change'
import { Need, type NeedRecord } from './need.model'

type Receiver = Pick<PostDescription, 'post' | 'name' | 'areaCode'>

/** The next volunteer as who holds it, with the fields that say so. Call `end` once it is known whether it was written. */
export interface GivenTurn extends Receiver {
  set: Pick<NeedRecord, 'post' | 'postName' | 'postArea'>
  end: NonNullable<NeedChange['afterwards']>
}

/** A server that has not given it by then is taken for dead. */
const leaseMilliseconds = 60_000

/**
 * Of several servers that come to release a need one looks for whose turn it is: a turn that two took, and one gave
 * back, would upset the order. Undefined when another one is at it.
 */
export async function leaseTurn(need: NeedRecord, now: Date): Promise<NeedRecord | undefined> {
  const { _id, state, version, turn } = need
  if (!turn || (turn.takenAt && now.getTime() - turn.takenAt.getTime() < leaseMilliseconds)) return undefined
  const { modifiedCount } = await Need.updateOne(
    { _id, state, version },
    { $set: { 'turn.takenAt': now }, $inc: { version: 1 } },
  )
  return modifiedCount === 0 ? undefined : { ...need, version: version + 1, turn: { ...turn, takenAt: now } }
}

/** Undefined when it is nobody's turn: it stays where it is. */
export async function giveInTurn(need: NeedRecord, deps: Deps): Promise<GivenTurn | undefined> {
  const next = await takeTurn(need, deps)
  if (!next) return undefined
  const post = `volunteer:${next.userId}` as const
  const { name } = next
  const areaCode = need.community ?? need.postArea
  return { post, name, areaCode, set: { post, postName: name, postArea: areaCode }, end: next.end }
}

/** Who has it after a volunteer passed it on: the next in turn, else the pool while anyone is there, else the desk. */
export async function findNextAfter(
  need: NeedRecord,
  now: Date,
  deps: Deps,
): Promise<{
  receiver: Receiver
  turn: NonNullable<NeedRecord['turn']>
  end?: NonNullable<NeedChange['afterwards']>
}> {
  const passed = [...(need.turn?.passed ?? []), new Types.ObjectId(postTargetOf(need.post))]
  const turn = { ...need.turn, passed }
  const next = await giveInTurn({ ...need, turn }, deps)
  if (next) return { receiver: next, turn, end: next.end }
  const isPoolLeft = await hasOthersOnDuty({ ...need, turn }, now)
  const receiver = await describePost(isPoolLeft ? `pool:${need.community ?? ''}` : need.assignedBy)
  assertThat(receiver, 'need.post_unknown')
  return { receiver, turn }
}
