import { noticeContracts, type NoticeView } from '@linli/shared/notices/notice.contract'
import { Types } from 'mongoose'
import { sweepNotices } from '../features/notices/notice.sweep'
import type { BodyOf } from './apiClient'
import { buildAreas } from './areas.factory'
import { settleForum } from './forum.factory'
import { newKey } from './needs.factory'
import type { TestApp } from './testApp'
import {
  buildCommunityWorker,
  buildMembership,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from './users.factory'

type Body = BodyOf<typeof noticeContracts.createNotice>
type Press = BodyOf<typeof noticeContracts.actOnNotice>

/** The people a notice passes through. */
export interface NoticeDesk {
  worker: TestUser
  secretary: TestUser
  officer: TestUser
}

export async function buildNoticeDesk(): Promise<NoticeDesk> {
  await buildAreas()
  return {
    worker: await buildCommunityWorker(),
    secretary: await buildSecretary(),
    officer: await buildStreetOfficer(),
  }
}

export const makeNotice = (overrides: Partial<Body> = {}): Body => ({
  areaCode: testAreas.community,
  kind: 'notice',
  title: '周六上午大扫除',
  text: '周六上午 9 点，请到小区门口集合。\n工具由社区准备。',
  audience: {},
  ...overrides,
})

/** 停水, which everybody must know of. */
export const makeOutage = (overrides: Partial<Body> = {}): Body =>
  makeNotice({
    kind: 'outage',
    title: '明天上午停水',
    text: '明天 8 点到 12 点停水，请先接好水。',
    mustReach: true,
    visitAfterMinutes: 60,
    ...overrides,
  })

export const writeNotice = (
  { api }: TestApp,
  by: TestUser,
  overrides: Partial<Body> = {},
): Promise<NoticeView> =>
  api(by).ok(noticeContracts.createNotice, { body: makeNotice(overrides), requestKey: newKey() })

/** One press with the present version; whatever comes back. */
export async function pressNotice(
  { api }: TestApp,
  by: TestUser,
  id: string,
  press: { action: Press['action']; reason?: string },
) {
  const { body } = await api(by).call(noticeContracts.getNotice, { params: { id } })
  const sent = { ...press, version: (body as Partial<NoticeView>).version ?? 0 }
  return api(by).call(noticeContracts.actOnNotice, { params: { id }, body: sent as Press })
}

/** One press that must work. */
export async function takeNotice(
  app: TestApp,
  by: TestUser,
  id: string,
  press: { action: Press['action']; reason?: string },
): Promise<NoticeView> {
  const { status, body } = await pressNotice(app, by, id, press)
  if (status !== 200) throw new Error(`${press.action}: ${status} ${JSON.stringify(body)}`)
  return body
}

/** What is signed goes out, once its words have been checked. */
export async function sendNotices({ deps }: TestApp): Promise<void> {
  await settleForum(deps)
  await sweepNotices(deps)
}

/** Written by the worker, looked over and signed by the secretary, and sent. @returns its id. */
export async function publishNotice(
  app: TestApp,
  { worker, secretary }: NoticeDesk,
  overrides: Partial<Body> = {},
): Promise<string> {
  const { id } = await writeNotice(app, worker, overrides)
  await takeNotice(app, worker, id, { action: 'submit' })
  await takeNotice(app, secretary, id, { action: 'approve' })
  await takeNotice(app, secretary, id, { action: 'sign' })
  await sendNotices(app)
  return id
}

/** A grid worker on duty. */
export async function buildWorkerOf(grid: string): Promise<TestUser> {
  const user = await buildUser()
  await buildMembership(user, 'gridWorker', grid)
  return user
}

export const objectId = (id: string): Types.ObjectId => new Types.ObjectId(id)
