import { maskNumbers } from '@linli/shared/forum/forum'
import { noticeKindNames } from '@linli/shared/notices/notice'
import { noticeContracts } from '@linli/shared/notices/notice.contract'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { listDeskNotices, listNotices } from './notice.lists'
import { countUnread } from './notice.messages'
import { Notice, type NoticeRecord } from './notice.model'
import { actOnNotice } from './notice.moves'
import { renderNoticePage } from './notice.print'
import { describeForWhom } from './notice.words'
import { noteToldByFamily } from './notice.family'
import { createNotice, editNotice, findReadableNotice, previewAudience, readNotice } from './notice.service'
import { readNoticeSettings, saveNoticeSettings } from './notice.settings'
import { viewNotice, viewNotices } from './notice.view'
import { listReach, readNoticeFigures, recordReach } from './reach.service'

/** What a forwarded card shows to anybody: what it is and where, no word of it. Meant for some groups it has none. */
async function readCard(id: string) {
  const notice = await Notice.findOne({ _id: id }).lean<NoticeRecord>()
  const isOut = notice?.state === 'published' || notice?.state === 'expired'
  assertThat(notice?.publishedAt && isOut && notice.audience.groups.length === 0, 'record.not_found')
  const names = await readAreaNames([notice.areaCode])
  return {
    title: maskNumbers(notice.title),
    areaName: names.get(notice.areaCode) ?? '',
    kindName: noticeKindNames[notice.kind],
    at: notice.publishedAt.toISOString(),
  }
}

async function printNotice(actor: Actor, id: string): Promise<string> {
  const notice = await findReadableNotice(actor, id)
  assertThat(!notice.withdrawn && notice.state !== 'discarded', 'notice.not_now', { state: notice.state })
  const names = await readAreaNames([notice.areaCode])
  return renderNoticePage(notice, {
    areaName: names.get(notice.areaCode) ?? '',
    forWhom: await describeForWhom(notice),
  })
}

const listRoutes: Route[] = [
  route(noticeContracts.listNotices, async ({ actor, query, deps }) =>
    viewNotices(await listNotices(actor, query, deps), query.limit, actor),
  ),
  route(noticeContracts.countUnreadNotices, async ({ actor }) => ({
    unread: await countUnread(actor.userId),
  })),
  route(noticeContracts.listDeskNotices, async ({ actor, query, deps }) =>
    viewNotices(await listDeskNotices(actor, query, deps), query.limit, actor),
  ),
  route(noticeContracts.previewNoticeAudience, ({ actor, body, deps }) => previewAudience(actor, body, deps)),
  route(noticeContracts.getNoticeSettings, ({ actor, query }) => readNoticeSettings(actor, query.community)),
  route(noticeContracts.setNoticeSettings, ({ actor, body, deps }) => saveNoticeSettings(actor, body, deps)),
]

const oneRoutes: Route[] = [
  route(noticeContracts.createNotice, async ({ actor, body, newId, deps }) =>
    viewNotice(await createNotice(actor, body, newId, deps), actor, deps),
  ),
  route(noticeContracts.getNotice, async ({ actor, params, deps }) =>
    viewNotice(await findReadableNotice(actor, params.id), actor, deps),
  ),
  route(noticeContracts.editNotice, async ({ actor, params, body, deps }) =>
    viewNotice(await editNotice(actor, params.id, body, deps), actor, deps),
  ),
  route(noticeContracts.actOnNotice, async ({ actor, params, body, deps }) =>
    viewNotice(await actOnNotice(actor, params.id, body, deps), actor, deps),
  ),
  route(noticeContracts.readNotice, ({ actor, params, deps }) => readNotice(actor, params.id, deps)),
  route(noticeContracts.getNoticeCard, ({ params }) => readCard(params.id)),
  route(noticeContracts.printNotice, ({ actor, params }) => printNotice(actor, params.id)),
  route(noticeContracts.getNoticeFigures, ({ actor, params, deps }) =>
    readNoticeFigures(actor, params.id, deps),
  ),
  route(noticeContracts.listNoticeReach, ({ actor, params, query, deps }) =>
    listReach(actor, params.id, query, deps),
  ),
  route(noticeContracts.recordNoticeReach, ({ actor, params, body, deps }) =>
    recordReach(actor, params, body, deps),
  ),
  route(noticeContracts.tellElder, async ({ actor, params, deps }) => {
    const notice = await findReadableNotice(actor, params.id)
    await noteToldByFamily(actor, notice, params.personId, deps)
    return viewNotice(notice, actor, deps)
  }),
]

export const noticeRoutes: Route[] = [...listRoutes, ...oneRoutes]
