import { openReceiver, openSandbox, type TestReceiver, type TestSandbox } from '../sandbox.client'
import { sandboxTemplates } from './template'

const path = '/cgi-bin/message/subscribe/send'
const { templateId } = sandboxTemplates.notice

let sandbox: TestSandbox
let product: TestReceiver
let openid: string
beforeEach(async () => {
  product = await openReceiver()
  sandbox = await openSandbox({ appUrl: product.url, pages: ['pages/home/index', 'pages/need/index'] })
  openid = await sandbox.openidOf('granny')
  await sandbox.put('/sandbox/push', { mode: 'plain' })
})
afterEach(async () => {
  await sandbox.stop()
  await product.stop()
})

const accept = (body: object = { templateId }) => sandbox.post('/sandbox/identities/granny/subscribe', body)
const data = (changes: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({
      thing1: '停水通知',
      time2: '2026年11月22日 15:01',
      thing3: '请提前接水',
      ...changes,
    }).map(([key, value]) => [key, { value }]),
  )
const send = async (changes: object = {}) =>
  (
    await sandbox.callMini(path, {
      touser: openid,
      template_id: templateId,
      page: 'pages/need/index?id=1',
      data: data(),
      miniprogram_state: 'formal',
      ...changes,
    })
  ).body

it('sends one message per accept and template, then 43101', async () => {
  expect((await send()).errcode).toBe(43101)
  const { body } = await accept({ templateId, times: 2 })
  expect(body.quotas).toMatchObject({ [templateId]: 2 })
  expect(await send()).toMatchObject({ errcode: 0, errmsg: 'ok', msgid: expect.any(Number) as number })
  // Libraries send empty what was not set.
  expect((await send({ page: '', miniprogram_state: '', lang: '' })).errcode).toBe(0)
  expect(await send()).toMatchObject({
    errcode: 43101,
    errmsg: expect.stringMatching(/^user refuse to accept the msg rid: /) as string,
  })
  const { messages } = (await sandbox.get('/sandbox/messages', { openid })).body
  expect(messages).toHaveLength(2)
})

it('keeps the quotas of templates and people apart', async () => {
  await accept()
  expect((await send({ touser: await sandbox.openidOf('daughter') })).errcode).toBe(43101)
  const other = sandboxTemplates.deadline
  const values = {
    thing1: { value: '修灯' },
    time2: { value: '15:01' },
    phrase3: { value: '将到期' },
    thing4: { value: '无' },
  }
  expect((await send({ template_id: other.templateId, data: values })).errcode).toBe(43101)
  expect((await send()).errcode).toBe(0)
})

it('does not use quota up for a refused message', async () => {
  await accept()
  expect((await send({ data: data({ thing1: '' }) })).errcode).toBe(47003)
  expect((await send()).errcode).toBe(0)
})

it.each([
  ['thing1', '字'.repeat(20), '字'.repeat(21)],
  ['thing1', '𠮷'.repeat(20), '𠮷'.repeat(21)],
  ['time2', '2026年11月22日 15:01', '明天'],
  ['thing3', 'a'.repeat(20), 'a'.repeat(21)],
])('checks the length and form of %s', async (key, fits, tooMuch) => {
  await accept()
  const refused = await send({ data: data({ [key]: tooMuch }) })
  expect(refused.errcode).toBe(47003)
  expect(refused.errmsg).toContain(`argument invalid! data.${key}.value invalid`)
  expect((await send({ data: data({ [key]: fits }) })).errcode).toBe(0)
})

it.each([
  ['phrase1', '已派单', '已经派单了呀'],
  ['phrase1', '已派单', 'ok'],
  ['name1', '李'.repeat(10), '李'.repeat(11)],
  ['name1', 'a'.repeat(20), 'a'.repeat(21)],
  ['character_string1', 'A'.repeat(32), 'A'.repeat(33)],
  ['character_string1', 'NEED-1', '单号一'],
  ['number1', '12.5', '十二'],
  ['letter1', 'abc', 'a1'],
  ['symbol1', '+++', '++++++'],
  ['amount1', '¥12.50', '12345678901'],
  ['date1', '2026年11月22日', '15:01'],
  ['phone_number1', '+86-139', '1'.repeat(18)],
  ['car_number1', '粤A8Z888', '粤A8Z888挂挂'],
])('knows the type %s', async (key, fits, refused) => {
  const template = { templateId: 'sandboxTypes1', title: '类型', fields: { [key]: '值' } }
  expect((await sandbox.post('/sandbox/templates', template)).status).toBe(201)
  await accept({ templateId: 'sandboxTypes1' })
  const sendValue = (value: string) => send({ template_id: 'sandboxTypes1', data: { [key]: { value } } })
  expect((await sendValue(refused)).errcode).toBe(47003)
  expect((await sendValue(fits)).errcode).toBe(0)
})

it('wants exactly the fields of the template', async () => {
  await accept()
  const { thing3, ...missing } = data()
  expect(thing3).toBeDefined()
  expect((await send({ data: missing })).errmsg).toContain('data.thing3.value')
  expect((await send({ data: { ...data(), thing9: { value: '多' } } })).errmsg).toContain('data.thing9.value')
})

it.each([
  [{ touser: 'o-nobody' }, 40003],
  [{ template_id: 'nope' }, 40037],
  [{ template_id: '__proto__' }, 40037],
  [{ page: 'pages/gone/index' }, 41030],
  [{ page: '/pages/home/index' }, 41030],
  [{ miniprogram_state: 'release' }, 47001],
])('refuses %j with %i', async (changes, errcode) => {
  await accept()
  expect((await send(changes)).errcode).toBe(errcode)
})

it('pushes what people answer and what became of messages; List is an object when it is one', async () => {
  await accept({ templateId: [templateId, sandboxTemplates.newWork.templateId] })
  await send()
  await accept({ templateId, answer: 'reject' })
  await accept({ templateId, answer: 'reject-in-settings' })
  const events = (await product.waitFor(4)).map(
    (request) => JSON.parse(request.body) as Record<string, unknown>,
  )
  const of = (name: string) => events.filter((event) => event.Event === name).map((event) => event.List)
  expect(of('subscribe_msg_popup_event')).toEqual([
    [
      { TemplateId: templateId, SubscribeStatusString: 'accept', PopupScene: '1' },
      { TemplateId: sandboxTemplates.newWork.templateId, SubscribeStatusString: 'accept', PopupScene: '1' },
    ],
    { TemplateId: templateId, SubscribeStatusString: 'reject', PopupScene: '1' },
  ])
  expect(of('subscribe_msg_change_event')).toEqual([
    { TemplateId: templateId, SubscribeStatusString: 'reject' },
  ])
  expect(of('subscribe_msg_sent_event')).toEqual([
    expect.objectContaining({ TemplateId: templateId, ErrorCode: '0', ErrorStatus: 'success' }),
  ])
})

it('loses what was left when the person turns the template off', async () => {
  await accept({ templateId, times: 5 })
  await accept({ templateId, answer: 'reject-in-settings' })
  expect((await send()).errcode).toBe(43101)
})

it('says that the uniform message is dead', async () => {
  const { body } = await sandbox.callMini('/cgi-bin/message/wxopen/template/uniform_send', { touser: openid })
  expect(body.errcode).toBe(45109)
})
