import type { OutputOf } from '@linli/shared/contract'
import { placeOf } from '@linli/shared/areas/areas'
import { noticeLimits } from '@linli/shared/notices/notice'
import type { noticeContracts } from '@linli/shared/notices/notice.contract'
import type { NoticeState } from '@linli/shared/notices/notice.state'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { readNewestFirst, type IdRange } from '../../lib/timedIds'
import { InboxMessage } from '../messages/inboxMessage.model'
import type { Actor } from '../users/actor'
import { goesTo } from './audience.places'
import { causeOfNotice } from './notice.messages'
import { Notice, type NoticeRecord } from './notice.model'
import { isInGroups, isOfPlace, isOnlyHelper, mayReadDesk, mayReadDrafts } from './notice.policy'
import { isPartyMember } from './notice.service'

type ListQuery = OutputOf<typeof noticeContracts.listNotices.query>
type DeskQuery = OutputOf<typeof noticeContracts.listDeskNotices.query>

/** Nobody looks through more of the past. */
const mostRead = 300

const residentStates: Record<ListQuery['shown'], readonly NoticeState[]> = {
  current: ['published', 'withdrawn'],
  past: ['expired', 'withdrawn'],
}

const dayMilliseconds = 24 * 60 * 60 * 1000

/** A withdrawn one stays for some days where it was read, and goes to the past then. */
const isShown = ({ withdrawn }: NoticeRecord, shown: ListQuery['shown'], now: Date): boolean => {
  if (!withdrawn) return true
  const isFresh = now.getTime() - withdrawn.at.getTime() < noticeLimits.withdrawnDays * dayMilliseconds
  return isFresh === (shown === 'current')
}

const newestFirst = (a: NoticeRecord, b: NoticeRecord): number =>
  (b.publishedAt?.getTime() ?? 0) - (a.publishedAt?.getTime() ?? 0) ||
  b._id.toString().localeCompare(a._id.toString())

/** An area issues a few a week: one state is read at once, and the page cut out of it. */
async function readPublished(areaCode: string, state: NoticeState): Promise<NoticeRecord[]> {
  return Notice.find({ areaCode, state }, { outbox: 0, history: 0 })
    .sort({ publishedAt: -1 })
    .limit(mostRead)
    .lean<NoticeRecord[]>()
}

/** What is after the row of the cursor. */
function cutPage(
  rows: readonly NoticeRecord[],
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const at = cursor === undefined ? 0 : rows.findIndex(({ _id }) => _id.toString() === cursor) + 1
  return rows.slice(at, at + limit + 1)
}

/** The notices of a community, of its street and of its district, for whoever joined it or works there. */
export async function listNotices(
  actor: Actor,
  { community, shown, ...page }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<NoticeRecord[]> {
  assertThat(isOfPlace(actor, community), 'access.denied')
  const { district, street } = placeOf(community)
  const rows: NoticeRecord[] = []
  for (const areaCode of [community, street, district].filter((code) => code !== undefined))
    for (const state of residentStates[shown]) rows.push(...(await readPublished(areaCode, state)))
  const now = deps.clock.now()
  const asks = rows.some(({ audience }) => audience.groups.includes('partyMember'))
  const member = { isPartyMember: asks && (await isPartyMember(actor)) }
  const kept = rows.filter(
    (row) =>
      isShown(row, shown, now) && goesTo(row, community) && isInGroups(actor, row.audience.groups, member),
  )
  return cutPage(kept.sort(newestFirst), page)
}

const deskStates: Record<DeskQuery['shown'], readonly NoticeState[]> = {
  open: ['draft', 'submitted', 'approved', 'scheduled'],
  published: ['published'],
  past: ['expired', 'withdrawn'],
}

/** What a desk writes, looks over and has out; who only helps sees what is out and must reach people. */
export async function listDeskNotices(
  actor: Actor,
  { areaCode, shown, cursor, limit }: DeskQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<NoticeRecord[]> {
  assertThat(mayReadDesk(actor, areaCode), 'access.denied')
  const states = deskStates[shown]
  if (shown === 'open' && !mayReadDrafts(actor, areaCode)) return []
  const isHelper = isOnlyHelper(actor, areaCode)
  const read = (range: IdRange, most: number) =>
    Notice.find({ areaCode, state: { $in: states }, ...range }, { outbox: 0, history: 0 })
      .sort({ _id: -1 })
      .limit(most)
      .lean<NoticeRecord[]>()
  const isKept = ({ mustReach }: NoticeRecord): boolean => mustReach || !isHelper
  return readNewestFirst({ read, isKept, cursor, limit: limit + 1 }, deps.clock.now())
}

/** Which of these were sent to the person and not opened, in one read. */
export async function readUnread(actor: Actor, notices: readonly NoticeRecord[]): Promise<Set<string>> {
  if (notices.length === 0) return new Set()
  const keyed = new Map(
    notices.map(({ _id }) => [`${causeOfNotice(_id)}:${actor.userId}:inbox`, _id.toString()]),
  )
  const rows = await InboxMessage.find({ key: { $in: [...keyed.keys()] } }, { key: 1, isRead: 1 }).lean()
  return new Set(rows.filter(({ isRead }) => !isRead).map(({ key }) => keyed.get(key) ?? ''))
}
