import { noticeContracts } from '@linli/shared/notices/notice.contract'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import {
  buildNoticeDesk,
  makeNotice,
  makeOutage,
  publishNotice,
  takeNotice,
  type NoticeDesk,
} from '../../test/notices.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildResident, type TestUser } from '../../test/users.factory'
import { Delivery } from '../messages/delivery.model'
import { deliverDue } from '../messages/delivery.service'
import { InboxMessage } from '../messages/inboxMessage.model'
import { SubscriptionQuota } from '../messages/subscriptionQuota.model'
import { sweepNotices } from './notice.sweep'
import { Notice, type NoticeRecord } from './notice.model'
import { NoticeReach } from './reach.model'
import { lookAtSms } from './reach.sms'

let app: TestApp
let desk: NoticeDesk

beforeEach(async () => {
  app = startTestApp()
  app.deps.ports.sms.isAvailable = true
  desk = await buildNoticeDesk()
})

const phone = '13900000009'

/** Somebody of the register who signed in, with a telephone or without. */
async function build(birthDate: string, clearPhone?: string): Promise<{ her: string; account: TestUser }> {
  const her = await buildElder(app.deps, { room: '102', name: '李桂珍', birthDate })
  const account = await buildResident(clearPhone === undefined ? {} : { clearPhone }, app.deps)
  await linkToPerson(account, her)
  return { her, account }
}

async function withdraw(id: string): Promise<void> {
  await takeNotice(app, desk.secretary, id, { action: 'withdraw', reason: '写错了' })
  await sweepNotices(app.deps)
  await deliverDue(app.deps)
}

const listSms = () => app.deps.ports.sms.sent.filter(({ text }) => text.includes('已经撤回'))
const countLetters = (user: TestUser, event = 'notice.withdrawn') =>
  InboxMessage.countDocuments({ userId: user.id, event, isRead: false })
const readLine = (personId: string) => NoticeReach.findOne({ personId }).orFail().lean()
const ofAccount = ({ id }: TestUser, channel: 'sms' | 'subscribe', event = 'notice.withdrawn') =>
  Delivery.findOne({ userId: id, channel, event }).lean()

it('is answered by SMS and letter where the SMS has left, though nobody has looked at it yet, or may have left', async () => {
  const { account } = await build('1960-01-01', phone)
  const id = await publishNotice(app, desk, makeOutage())
  await deliverDue(app.deps)
  await withdraw(id)
  expect(listSms().map((sms) => sms.phone)).toEqual([phone])
  expect(await countLetters(account)).toBe(1)
  // Under way in the moment of the withdrawal: nobody knows whether it left.
  const next = await publishNotice(app, desk, makeOutage())
  await Delivery.updateOne({ key: `notice:${next}:published:${account.id}:sms` }, { $inc: { attempts: 1 } })
  await withdraw(next)
  expect(listSms()).toHaveLength(2)
  expect(await countLetters(account)).toBe(2)
  // Never tried: the letter was there, and a letter takes it back.
  await withdraw(await publishNotice(app, desk, makeOutage()))
  expect(listSms()).toHaveLength(2)
  expect(await countLetters(account)).toBe(3)
  // None of them has to be called: she is neither old nor alone.
  expect(await NoticeReach.countDocuments({ isToCall: true })).toBe(0)
})

it.each([true, false])(
  'is answered by a subscription message where one had left; must reach: %s',
  async (mustReach) => {
    app.deps.ports.sms.isAvailable = false
    const { account } = await build('1960-01-01')
    await SubscriptionQuota.create({ userId: account._id, template: 'notice', remaining: 3, lead: 0 })
    const id = await publishNotice(app, desk, mustReach ? makeOutage() : makeNotice())
    await deliverDue(app.deps)
    expect(await ofAccount(account, 'subscribe', 'notice.published')).toMatchObject({ state: 'sent' })
    await withdraw(id)
    const { state, content } = (await ofAccount(account, 'subscribe')) ?? {}
    expect(state).toBe('sent')
    expect(JSON.stringify(content)).toContain('写错了')
    expect(await countLetters(account)).toBe(1)
  },
)

it('is answered by SMS to a telephone of the register that may have had one', async () => {
  const tried = await buildElder(app.deps, { room: '101', name: '张三', birthDate: '1960-01-01', phone })
  app.deps.ports.sms.failure = new Error('no answer')
  const id = await publishNotice(app, desk, makeOutage())
  expect(await readLine(tried)).toMatchObject({ channels: [], isSmsTried: true })
  app.deps.ports.sms.failure = undefined
  await withdraw(id)
  expect(listSms().map((sms) => sms.phone)).toEqual([phone])
})

it('is answered by no SMS to those whose turn had not come when it was withdrawn', async () => {
  const her = await buildElder(app.deps, { room: '101', name: '张三', birthDate: '1936-01-01', phone })
  app.deps.ports.sms.isAvailable = false
  const id = await publishNotice(app, desk, makeOutage())
  app.deps.ports.sms.isAvailable = true
  const looked = jest.spyOn(Notice, 'exists').mockResolvedValueOnce(null)
  await lookAtSms(await Notice.findById(id).orFail().lean<NoticeRecord>(), app.deps)
  expect(looked).toHaveBeenCalledTimes(1)
  looked.mockRestore()
  expect(await readLine(her)).not.toHaveProperty('isSmsTried')
  await withdraw(id)
  expect(app.deps.ports.sms.sent).toEqual([])
  expect((await readLine(her)).isToCall).toBeUndefined()
})

it.each([
  ['is said again by somebody where nothing but a letter would bring it', undefined, true],
  ['is answered by SMS where there is a telephone', phone, false],
])('to somebody neither old nor alone, told at her door, %s', async (_, clearPhone, isToCall) => {
  const { her, account } = await build('1960-01-01', clearPhone)
  const id = await publishNotice(app, desk, makeOutage())
  const params = { id, recipientId: (await readLine(her))._id.toString() }
  await app.api(desk.worker).ok(noticeContracts.recordNoticeReach, { params, body: { channel: 'paper' } })
  await withdraw(id)
  expect((await readLine(her)).isToCall === true).toBe(isToCall)
  expect(listSms()).toHaveLength(isToCall ? 0 : 1)
  expect(await countLetters(account)).toBe(1)
})

it('puts whoever is old on the list to call, with an account as without, unless she opened it herself', async () => {
  const { her, account } = await build('1936-01-01', phone)
  const publishToHer = async () => {
    const id = await publishNotice(app, desk, makeOutage())
    const row = await NoticeReach.findOne({ noticeId: id, personId: her }).orFail().lean()
    return { id, row, isToCall: async () => (await NoticeReach.findById(row._id).lean())?.isToCall === true }
  }
  const told = await publishToHer()
  const params = { id: told.id, recipientId: told.row._id.toString() }
  await app.api(desk.worker).ok(noticeContracts.recordNoticeReach, { params, body: { channel: 'visit' } })
  await withdraw(told.id)
  expect(await told.isToCall()).toBe(true)
  expect(await countLetters(desk.worker, 'notice.callBack')).toBe(1)
  const bySms = await publishToHer()
  await deliverDue(app.deps)
  await withdraw(bySms.id)
  expect(await bySms.isToCall()).toBe(true)
  const untold = await publishToHer()
  await withdraw(untold.id)
  expect(await untold.isToCall()).toBe(false)
  const opened = await publishToHer()
  await app.api(account).ok(noticeContracts.readNotice, { params: { id: opened.id } })
  await withdraw(opened.id)
  expect(await opened.isToCall()).toBe(false)
})

it('is told to families that were asked to tell her, whether they said that they had or not', async () => {
  const her = await buildElder(app.deps, { room: '101', name: '张没电话', birthDate: '1936-01-01' })
  const daughter = await buildProxy()
  await buildBond({ proxy: daughter, personId: her })
  await withdraw(await publishNotice(app, desk, makeOutage()))
  expect(await countLetters(daughter, 'notice.familyWithdrawn')).toBe(1)
})
