import { execFileSync } from 'node:child_process'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { launchMiniProgram, type MiniProgram } from './miniProgram'

/** Just enough of an API to see what the compiled program does by itself; journeys run on the real server. */
const me = {
  id: 'a'.repeat(24),
  displayName: '王阿姨',
  level: 'verified',
  phoneVerified: true,
  memberships: [{ id: 'm1', role: 'volunteer', roleName: '志愿者', isDeputy: false, isOffDuty: false }],
  elderMode: false,
}
const answers: Record<string, object> = {
  'POST /api/auth/wechat': { accessToken: 'a1', refreshToken: 'r1', expiresInSeconds: 7200 },
  'GET /api/me': me,
  'GET /api/me/changes': { cursor: 'c', isComplete: true, changes: [], unread: 0 },
}

const requests: string[] = []
const server = http.createServer((request, response) => {
  const name = `${request.method ?? ''} ${request.url ?? ''}`
  requests.push(name)
  const answer = answers[name]
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer ?? { code: 'record.not_found', message: '没有找到', requestId: '1' }))
})
let apiBase = ''
let program: MiniProgram | undefined

const start = async (
  options: { storage?: Map<string, string>; fontSizeScaleFactor?: number; isOnline?: boolean } = {},
) => {
  program = await launchMiniProgram({ apiBase, loginCode: () => 'code-1', ...options })
  return program
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  program?.close()
  requests.length = 0
})
afterAll(() => server.close())

describe('the compiled mini program', () => {
  it('keeps within WeChat’s sizes, has every page it names, and no zod', () => {
    const script = path.resolve(__dirname, '../../miniprogram/scripts/checkSize.mjs')
    expect(execFileSync(process.execPath, [script], { encoding: 'utf8' })).toContain('main:')
  })

  it('signs in without a question and shows the first screen after one call for the person', async () => {
    const { page } = await start()
    await page().waitFor('王阿姨')
    expect(requests.slice(0, 2)).toEqual(['POST /api/auth/wechat', 'GET /api/me'])
    expect(page().text()).toContain('工作台')
    expect(page().setDataBytes()).toBeLessThan(64 * 1024)
  })

  it('is large at once for who has a large system font', async () => {
    const { page } = await start({ fontSizeScaleFactor: 1.4 })
    await page().waitFor('标准版')
    expect(page().find('elder')).toHaveLength(1)
  })

  it('keeps the choice of 长辈版 over a restart', async () => {
    const first = await start()
    await first.page().waitFor('王阿姨')
    first.page().tap('长辈版', 'elder-entry')
    await first.page().waitFor('标准版')
    first.close()
    const second = await start({ storage: first.storage })
    await second.page().waitFor('王阿姨')
    expect(second.page().find('elder')).toHaveLength(1)
  })

  it('tells screen readers what can be tapped', async () => {
    const { page } = await start()
    await page().waitFor('王阿姨')
    for (const node of page().find('pressable'))
      expect(Object.values(node)).toContainEqual(expect.stringMatching(/button|link/))
  })

  it('says that the network is gone, and when it is back goes on', async () => {
    const app = await start()
    await app.page().waitFor('王阿姨')
    app.setOnline(false)
    await app.page().waitFor('网络断开了')
    app.setOnline(true)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(app.page().text()).not.toContain('网络断开了')
  })

  it('started without a network shows who the person is once it is there', async () => {
    const app = await start({ isOnline: false })
    await app.page().waitFor('最新的还没取到')
    app.setOnline(true)
    await app.page().waitFor('王阿姨')
  })
})
