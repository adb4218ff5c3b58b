import { openSandbox, type TestSandbox } from '../sandbox.client'

const textPath = '/wxa/msg_sec_check'

let sandbox: TestSandbox
let openid: string
beforeEach(async () => {
  sandbox = await openSandbox()
  openid = await sandbox.openidOf('granny')
  await sandbox.post('/sandbox/identities/granny/visit')
})
afterEach(() => sandbox.stop())

const checkText = async (changes: object) =>
  (await sandbox.callMini(textPath, { version: 2, openid, scene: 2, content: '今天有汤', ...changes })).body

it.each([
  ['今天的助餐点有红烧肉', 'pass', 100],
  ['沙箱违规内容', 'risky', 20006],
  ['他说沙箱辱骂内容！', 'risky', 20003],
  ['沙箱广告内容', 'risky', 10001],
  ['特3456书yuuo莞6543李zxcz蒜7782法fgnv级', 'risky', 20002],
  ['沙箱存疑内容', 'review', 21000],
  ['沙箱存疑内容和沙箱违规内容', 'risky', 20006],
])('judges %s as %s', async (content, suggest, label) => {
  const body = await checkText({ content })
  expect(body).toMatchObject({ errcode: 0, errmsg: 'ok', result: { suggest, label } })
  expect(body.trace_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
})

it('has details that failed and so lack their other fields', async () => {
  const { detail } = await checkText({})
  expect(detail).toContainEqual({ strategy: 'sandbox_unavailable', errcode: -1 })
})

it('looks at nickname and title too', async () => {
  expect(await checkText({ nickname: '沙箱辱骂内容' })).toMatchObject({ result: { suggest: 'risky' } })
  expect(await checkText({ title: '沙箱存疑内容' })).toMatchObject({ result: { suggest: 'review' } })
})

it('refuses an author who did not open the mini program in the last two hours', async () => {
  const stranger = await sandbox.openidOf('daughter')
  expect((await checkText({ openid: stranger })).errcode).toBe(61010)
  await sandbox.advance(7199)
  expect((await checkText({})).errcode).toBe(0)
  await sandbox.advance(2)
  expect((await checkText({})).errcode).toBe(61010)
  await sandbox.codeOf('granny', 'js-code')
  expect((await checkText({})).errcode).toBe(0)
})

it.each([
  [{ openid: '' }, 40003],
  [{ openid: 'o-nobody' }, 40003],
  [{ scene: 5 }, 40129],
  [{ scene: undefined }, 40129],
  [{ version: 1 }, 47001],
  [{ content: '' }, 47001],
  [{ content: '字'.repeat(2501) }, 45002],
])('refuses %j', async (changes, errcode) => {
  expect((await checkText(changes)).errcode).toBe(errcode)
})

it('counts 2,500 characters, not bytes', async () => {
  expect((await checkText({ content: '𠮷'.repeat(2500) })).errcode).toBe(0)
})

it('answers the first version, which has no author and no doubt', async () => {
  const check = async (content: string) => (await sandbox.callMini(textPath, { content })).body
  expect(await check('今天有汤')).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(await check('沙箱存疑内容')).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(await check('沙箱违规内容')).toMatchObject({ errcode: 87014 })
})

it('can be told the next verdict', async () => {
  await sandbox.setFaults([{ path: textPath, kind: 'verdict', suggest: 'review', times: 1 }])
  expect(await checkText({})).toMatchObject({ result: { suggest: 'review' } })
  expect(await checkText({})).toMatchObject({ result: { suggest: 'pass' } })
})
