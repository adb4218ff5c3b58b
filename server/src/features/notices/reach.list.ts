import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { noticeContracts } from '@linli/shared/notices/notice.contract'
import { assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import type { NoticeRecord } from './notice.model'
import { findReachScope, isInReachScope } from './notice.policy'
import { NoticeReach, type ReachRecord } from './reach.model'

export type ReachQuery = OutputOf<typeof noticeContracts.listNoticeReach.query>

/** The communities in which somebody serves people of a notice, or some of them, in the order of the visits. */
function listServed(actor: Actor): string[] {
  const { communities, grids, buildings } = findReachScope(actor)
  const around = [...grids, ...buildings].flatMap((code) => placeOf(code).community ?? [])
  return [...new Set([...communities, ...around])].sort()
}

const readAtOnce = 200

/**
 * Those whom somebody serves, one row more than asked when there is more. Measured with 150,000 lines: a community is
 * read in some milliseconds, a grid or a building asked for beside it makes the engine read them all; so who serves a
 * part of a community is told apart here.
 * @throws AppError `access.denied` for whoever serves nobody.
 */
export async function readReachPage(
  actor: Actor,
  notice: NoticeRecord,
  { state, cursor, limit }: ReachQuery,
): Promise<ReachRecord[]> {
  const served = listServed(actor)
  assertThat(served.length > 0, 'access.denied')
  // While it is still being sent nobody has a place in the order.
  const order = notice.isRanked ? 'rank' : '_id'
  const which = { noticeId: notice._id, ...(state === 'toCall' ? { isToCall: true } : { state }) }
  let last =
    cursor === undefined ? null : await NoticeReach.findOne({ _id: cursor }).lean<ReachRecord | null>()
  const rows: ReachRecord[] = []
  for (const community of served.filter((code) => code >= (last?.community ?? ''))) {
    for (let isMore = true; isMore && rows.length <= limit;) {
      const after = last?.community === community ? { [order]: { $gt: last[order] } } : {}
      const batch = await NoticeReach.find({ ...which, community, ...after })
        .sort({ [order]: 1 })
        .limit(readAtOnce)
        .lean<ReachRecord[]>()
      rows.push(...batch.filter((row) => isInReachScope(actor, row)))
      isMore = batch.length === readAtOnce
      last = batch.at(-1) ?? last
    }
  }
  return rows.slice(0, limit + 1)
}
