import { placeOf } from '@linli/shared/areas/areas'
import { mediaContracts } from '@linli/shared/media/media.contract'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { systemClock } from '../../lib/clock'
import { createWechat } from '../../integrations/wechat/wechat'
import { sandboxCredentials } from '../../sandbox/credentials'
import { openSandbox, type TestSandbox } from '../../sandbox/sandbox.client'
import { createTestConfig, startTestApp, type TestApp } from '../../test/testApp'
import { buildResident, testAreas, type TestUser } from '../../test/users.factory'
import { Media } from '../media/media.model'
import { handlePushes } from '../messages/push.service'
import { runContentChecks } from './contentCheck.job'
import { ContentCheck } from './contentCheck.model'
import { checkContent } from './contentCheck.service'

/** The product on a port of its own, with the sandbox as its WeChat, over HTTP in both directions. */
let server: Server
let sandbox: TestSandbox
let app: TestApp
let author: TestUser

beforeEach(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sandbox = await openSandbox({ appUrl: publicUrl })
  app = startTestApp({ config: createTestConfig({ publicUrl }) })
  const { mini, web, push } = sandboxCredentials
  app.deps.clock.set(systemClock.now())
  const wechat = createWechat({
    apiBase: sandbox.url,
    openBase: sandbox.url,
    mini,
    web,
    push,
    clock: systemClock,
  })
  Object.assign(app.deps.ports.wechat, wechat)
  const handle = app.app.callback()
  server.on('request', (request, response) => void handle(request, response))
  author = await buildResident({ openid: await sandbox.openidOf('granny') })
})

afterEach(async () => {
  await sandbox.stop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function uploadPhoto(background: string): Promise<string> {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .jpeg()
    .toBuffer()
  const input = { body: { kind: 'photo' as const }, file: { name: 'a.jpg', bytes } }
  return (await app.api(author).ok(mediaContracts.createMedia, input)).id
}

const ask = (text: string, mediaIds: string[]) =>
  checkContent(
    {
      subject: { kind: 'sandbox-test', id: '1', field: 'words' },
      userId: author.id,
      place: placeOf(testAreas.community),
      texts: [text],
      mediaIds,
    },
    app.deps,
  )

/** Lets the jobs run, as they do in a server, until the check is decided. */
async function waitForDecision(): Promise<string> {
  for (let turn = 0; turn < 100; turn++) {
    await runContentChecks(app.deps)
    await handlePushes(app.deps)
    const check = await ContentCheck.findOne().lean()
    if (check && check.state !== 'pending') return check.state
    await sleep(20)
  }
  return 'pending'
}

it('passes harmless words and a photo that WeChat fetched from us and pushed its verdict on', async () => {
  await sandbox.post('/sandbox/identities/granny/visit')
  const photo = await uploadPhoto('#3366aa')
  await ask('电梯坏了', [photo])
  expect(await waitForDecision()).toBe('pass')
  expect(await Media.findById(photo).lean()).toMatchObject({ check: 'pass' })
})

it('hides a photo that WeChat finds risky', async () => {
  await sandbox.post('/sandbox/identities/granny/visit')
  const photo = await uploadPhoto('#ff00ff')
  await ask('电梯坏了', [photo])
  expect(await waitForDecision()).toBe('hidden')
  expect(await Media.findById(photo).lean()).toMatchObject({ check: 'hidden' })
})

it('asks a person when the author has not opened the mini program (61010)', async () => {
  await sandbox.advance(3 * 60 * 60)
  await ask('电梯坏了', [])
  expect(await waitForDecision()).toBe('review')
  expect(await ContentCheck.findOne().lean()).toMatchObject({ reasons: [{ code: 'notVisited' }] })
})
