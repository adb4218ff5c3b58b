import type { ReachState } from '@linli/shared/notices/notice'
import { listCommunities } from './audience.places'
import type { NoticeRecord } from './notice.model'
import { NoticeReach, type ReachRecord } from './reach.model'

/** Lines at once; each may be an SMS. */
const readAtOnce = 400

interface Lines {
  batch: ReachRecord[]
  /** All of them live here. */
  community?: string
  /** No more lines of this community come after these. */
  isLastHere: boolean
  /** Where to go on; absent at the end. */
  next?: string
}

/**
 * The next lines of a notice in some states, from a cursor on (empty: from the beginning): community by community, so
 * that a step reads one of them and not a district.
 */
export async function readLines(
  notice: NoticeRecord,
  cursor: string,
  states: readonly ReachState[],
): Promise<Lines> {
  const [begun = '', last = ''] = cursor.split('|')
  const communities = (await listCommunities(notice)).filter((code) => code >= begun)
  for (const community of communities) {
    const rows = await NoticeReach.find({
      ...{ noticeId: notice._id, community, state: { $in: states } },
      ...(community === begun && last !== '' ? { _id: { $gt: last } } : {}),
    })
      .sort({ _id: 1 })
      .limit(readAtOnce + 1)
      .lean<ReachRecord[]>()
    const batch = rows.slice(0, readAtOnce)
    const end = batch.at(-1)
    if (end)
      return {
        ...{ batch, community, isLastHere: rows.length <= readAtOnce },
        next: `${community}|${end._id.toString()}`,
      }
  }
  return { batch: [], isLastHere: true }
}
