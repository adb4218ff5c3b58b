import type { PersonMove } from '../register/person.hooks'
import { noteReached, noteVisiting } from './reach.change'
import { NoticeReach, reachKeyOf, type ReachRecord } from './reach.model'

/** Who had to be told twice is told once: however she came to know of it on either record counts. */
async function joinTwo(own: ReachRecord, gone: ReachRecord): Promise<void> {
  for (const entry of gone.entries) await noteReached(own.key, entry)
  const { state, visitId, visitedOn } = gone
  const present = await NoticeReach.findOne({ _id: own._id }).lean<ReachRecord>()
  if (present && state === 'visiting' && visitId && visitedOn !== undefined)
    await noteVisiting(present, visitId, visitedOn)
  if (own.userId === undefined && gone.userId !== undefined)
    await NoticeReach.updateOne({ _id: own._id }, { $set: { userId: gone.userId } })
  await NoticeReach.deleteOne({ _id: gone._id })
}

/** Whom a notice must reach, by the record that stays; a visit that is under way for her goes on. */
export async function mergeReach({ from, into }: PersonMove): Promise<void> {
  for (const row of await NoticeReach.find({ personId: from }).lean<ReachRecord[]>()) {
    const key = reachKeyOf(row.noticeId, { personId: into })
    const own = await NoticeReach.findOne({ key }).lean<ReachRecord | null>()
    if (own) await joinTwo(own, row)
    else await NoticeReach.updateOne({ _id: row._id }, { $set: { key, personId: into } })
  }
}
