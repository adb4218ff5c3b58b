import { moveKeyed, type PersonMove } from '../register/person.hooks'
import { noteReached, noteVisiting } from './reach.change'
import { NoticeReach, type ReachRecord } from './reach.model'

/** Who had to be told twice is told once: however she came to know of it on either record counts. */
async function joinTwo(own: ReachRecord, gone: ReachRecord): Promise<void> {
  for (const entry of gone.entries) await noteReached(own.key, entry)
  const { state, visitId, visitedOn } = gone
  const present = await NoticeReach.findOne({ _id: own._id }).lean<ReachRecord>()
  if (present && state === 'visiting' && visitId && visitedOn !== undefined)
    await noteVisiting(present, visitId, visitedOn)
  // A visit was on its way to that record when the notice was withdrawn: somebody still has to call her.
  if (gone.isToCall === true) await NoticeReach.updateOne({ _id: own._id }, { $set: { isToCall: true } })
  if (gone.isSmsTried === true) await NoticeReach.updateOne({ _id: own._id }, { $set: { isSmsTried: true } })
  if (own.userId === undefined && gone.userId !== undefined)
    await NoticeReach.updateOne({ _id: own._id }, { $set: { userId: gone.userId } })
}

/** Whom a notice must reach, by the record that stays; a visit that is under way for her goes on. */
export const mergeReach = (move: PersonMove): Promise<void> => moveKeyed(NoticeReach, move, joinTwo)
