import type { Deps } from '../../deps'
import { tellVisitor } from '../needs/need.visit'
import { Notice, type NoticeRecord } from './notice.model'
import { noteNobodyMet } from './reach.change'
import { noteVisits } from './reach.follow'
import { readLines } from './reach.lines'
import { NoticeReach, type ReachRecord } from './reach.model'

async function tellWithdrawn(
  { _id, withdrawn }: NoticeRecord,
  batch: readonly ReachRecord[],
  deps: Deps,
): Promise<void> {
  const said = {
    key: `withdrawn-${_id.toString()}`,
    text: `这条公告已经撤回，不用再照着说了。原因：${withdrawn?.reason ?? ''}`,
  }
  for (const { visitId } of batch) if (visitId) await tellVisitor(visitId, said, deps)
}

/** Whoever is on the way to a door knows that it was withdrawn; each is told once. @returns where to go on. */
export async function tellNextVisitors(
  notice: NoticeRecord,
  cursor: string,
  deps: Deps,
): Promise<string | undefined> {
  if (!notice.mustReach) return undefined
  const { batch, next } = await readLines(notice, cursor, ['visiting'])
  await tellWithdrawn(notice, batch, deps)
  return next
}

/** Visits ended in one step: each is a look at the visit and a word to whoever is on the way. */
const endedAtOnce = 200

type Ended = Pick<NoticeRecord, '_id'>

/**
 * What it said is over: what came of the visits until now counts, and nobody goes for it any more. Who was not met did not
 * come to know; whoever met somebody all the same notes it in the list. The next few hundred of them; repeatable.
 * @returns whether there are more.
 */
export async function endVisits(notice: Ended, deps: Deps): Promise<boolean> {
  const underWay = { noticeId: notice._id, state: 'visiting' as const }
  const batch = await NoticeReach.find(underWay).sort({ rank: 1 }).limit(endedAtOnce).lean<ReachRecord[]>()
  await tellOver(notice, batch, deps)
  return batch.length === endedAtOnce
}

async function tellOver({ _id: noticeId }: Ended, batch: readonly ReachRecord[], deps: Deps): Promise<void> {
  const said = {
    key: `expired-${noticeId.toString()}`,
    text: '公告说的时间过了，还没去的不用再去，写明没有去就行。已经当面说过的，请在公告的“告知和上门”里再记一下。',
  }
  await noteVisits(batch, deps.clock.now())
  for (const { _id } of batch) {
    const record = await NoticeReach.findOne({ _id, state: 'visiting' }).lean<ReachRecord>()
    if (!record) continue
    if (record.visitId) await tellVisitor(record.visitId, said, deps)
    await noteNobodyMet(record)
  }
}

/** Whoever was sent in a community after another server had told its visitors that it is withdrawn, or over, hears of it too. */
export async function tellOvertaken(
  { _id: noticeId }: NoticeRecord,
  community: string,
  deps: Deps,
): Promise<void> {
  const present = await Notice.findOne({ _id: noticeId }).lean<NoticeRecord>()
  if (present?.state !== 'withdrawn' && present?.state !== 'expired') return
  const sent = await NoticeReach.find({ noticeId, community, state: 'visiting' }).lean<ReachRecord[]>()
  if (present.state === 'withdrawn') await tellWithdrawn(present, sent, deps)
  else await tellOver(present, sent, deps)
}
