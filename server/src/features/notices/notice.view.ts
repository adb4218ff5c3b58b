import { maskPersonal } from '@linli/shared/forum/forum'
import { noticeKindNames } from '@linli/shared/notices/notice'
import type { NoticeSummary, NoticeView } from '@linli/shared/notices/notice.contract'
import { noticeStateTexts } from '@linli/shared/notices/notice.state'
import { fewPeople, isFew } from '@linli/shared/statistics/statistics'
import { formatMoment } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { readPassed, viewOfficialMedia } from '../media/official.media'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { listCommunities } from './audience.places'
import { viewOwnElders } from './notice.family'
import { describeHold } from './notice.hold'
import { readUnread } from './notice.lists'
import { NoticeRead, photosOf, type NoticeRecord } from './notice.model'
import { isNoticeStaff, listNoticeActions } from './notice.policy'
import { describeAudience, describeAudiences, describeEntry, describeWithdrawal } from './notice.words'

type Desk = NonNullable<NoticeView['desk']>

/** A share as it may be shown: none that fewer than five people make, on either side. */
export function viewShare(part: number, of: number): { percent?: number; isFew: boolean } {
  const known = Math.min(part, of)
  const isHidden = of < fewPeople || isFew(known) || isFew(of - known)
  return isHidden ? { isFew: true } : { isFew: false, percent: Math.round((known / of) * 100) }
}

const toSummary = (
  notice: NoticeRecord,
  names: ReadonlyMap<string, string>,
  unread: ReadonlySet<string>,
  forWhom: ReadonlyMap<string, string>,
): NoticeSummary => ({
  id: notice._id.toString(),
  kind: notice.kind,
  kindName: noticeKindNames[notice.kind],
  title: notice.title,
  areaName: names.get(notice.areaCode) ?? '',
  mustReach: notice.mustReach,
  state: notice.state,
  stateText:
    notice.state === 'scheduled' && notice.heldAt ? '签好了，等内容核对' : noticeStateTexts[notice.state],
  isUnread: unread.has(notice._id.toString()),
  ...dropUndefined({
    forWhom: forWhom.get(notice._id.toString()),
    signedBy: notice.signedBy,
    publishedAt: notice.publishedAt?.toISOString(),
    expiresAt: notice.expiresAt?.toISOString(),
  }),
})

/** Rows of a list, in a number of reads that does not grow with them. */
export async function viewNotices(
  notices: readonly NoticeRecord[],
  limit: number,
  actor: Actor,
): Promise<{ items: NoticeSummary[]; nextCursor?: string }> {
  const shown = notices.slice(0, limit)
  const names = await readAreaNames(shown.map(({ areaCode }) => areaCode))
  const unread = await readUnread(actor, shown)
  const forWhom = await describeAudiences(shown)
  const items = shown.map((notice) => toSummary(notice, names, unread, forWhom))
  const last = items.at(-1)
  return notices.length > limit && last ? { items, nextCursor: last.id } : { items }
}

/** To be pasted into a group that people really read. */
function writeShareText(notice: NoticeRecord, forWhom: string | undefined, now: Date): string {
  const { title, text, signedBy, publishedAt } = notice
  const when = publishedAt ? formatMoment(publishedAt, now) : ''
  return [
    `【${maskPersonal(title)}】`,
    ...(forWhom === undefined ? [] : [`发给：${forWhom}`]),
    maskPersonal(text),
    `${signedBy ?? ''} ${when}`,
    '打开“邻里”小程序，点“社区公告”看全部。',
  ].join('\n')
}

function viewContent(notice: NoticeRecord): Desk['content'] {
  const { areaCode, kind, title, text, mustReach, visitAfterMinutes, publishAt, expiresAt } = notice
  const { areas, groups, ageFrom, ageTo } = notice.audience
  return {
    ...{ areaCode, kind, title, text, mustReach, photoIds: photosOf(notice).map(({ id }) => id) },
    audience: { areas, groups, ...dropUndefined({ ageFrom, ageTo }) },
    ...dropUndefined({
      visitAfterMinutes,
      publishAt: publishAt?.toISOString(),
      expiresAt: expiresAt?.toISOString(),
    }),
  }
}

async function viewRead({ _id, counted }: NoticeRecord) {
  if (!counted) return undefined
  const readers = await NoticeRead.countDocuments({ noticeId: _id, isAddressed: true })
  return viewShare(readers, counted.withAccount)
}

async function viewProgress(notice: NoticeRecord): Promise<Desk['progress']> {
  const { run } = notice
  if (run?.what !== 'publish') return undefined
  if (run.total > 0 && run.cursor !== '') return { done: run.done, total: run.total, of: 'people' }
  const communities = await listCommunities(notice)
  const at = communities.indexOf(run.cursor.split('|')[0] ?? '')
  const done = run.cursor === '' ? (run.posted ?? 0) : at
  return { done: Math.max(0, done), total: communities.length, of: 'communities' }
}

async function viewDesk(notice: NoticeRecord, now: Date): Promise<Desk> {
  const { state } = notice
  return {
    content: viewContent(notice),
    writerName: notice.writerName,
    audienceText: await describeAudience(notice),
    history: notice.history.map((entry) => ({
      id: entry.id,
      at: entry.at.toISOString(),
      who: entry.byName,
      title: describeEntry(entry),
      ...dropUndefined({ text: entry.reason }),
    })),
    ...dropUndefined({
      approverName: notice.approverName,
      sentBackReason: state === 'draft' ? notice.sentBackReason : undefined,
      heldText: describeHold(notice, now),
      progress: await viewProgress(notice),
      read: await viewRead(notice),
      visitsFrom: notice.visitAt?.toISOString(),
      withdrawnText: notice.withdrawn ? notice.text : undefined,
    }),
  }
}

/** Readers see each once it has passed the check, and none of what was withdrawn. */
async function viewPhotos(notice: NoticeRecord, actor: Actor, deps: Deps): Promise<NoticeView['photos']> {
  const media = photosOf(notice)
  const isStaff = isNoticeStaff(actor, notice)
  if (notice.withdrawn && !isStaff) return []
  return viewOfficialMedia(media, { actor, isStaff, passed: await readPassed(media) }, deps)
}

/** One notice in full, with what this person may do to it. What was withdrawn says so and no more. */
export async function viewNotice(notice: NoticeRecord, actor: Actor, deps: Deps): Promise<NoticeView> {
  const now = deps.clock.now()
  const names = await readAreaNames([notice.areaCode])
  const isOut = notice.state === 'published' || notice.state === 'expired'
  const forWhom = await describeAudiences([notice])
  return {
    ...toSummary(notice, names, await readUnread(actor, [notice]), forWhom),
    version: notice.version,
    text: notice.withdrawn ? describeWithdrawal(notice, now) : notice.text,
    photos: await viewPhotos(notice, actor, deps),
    actions: listNoticeActions(actor, notice),
    ...dropUndefined({
      elders: await viewOwnElders(actor, notice, deps),
      shareText: isOut ? writeShareText(notice, forWhom.get(notice._id.toString()), now) : undefined,
      withdrawn: notice.withdrawn && {
        at: notice.withdrawn.at.toISOString(),
        reason: notice.withdrawn.reason,
      },
      corrects: notice.corrects?.toString(),
      correctedBy: notice.correctedBy?.toString(),
      desk: isNoticeStaff(actor, notice) ? await viewDesk(notice, now) : undefined,
    }),
  }
}
