import type { ServerEvent } from '@linli/shared/events'
import { Membership } from '../features/users/membership.model'
import { Session } from '../features/users/session.model'
import { signAccessToken } from '../features/users/token'
import {
  listenFor,
  needChanged,
  nextOf,
  queueChanged,
  settle,
  startTestRealtime,
  type TestRealtime,
  type TestSocket,
  watchedNeed,
} from '../test/realtime.factory'
import { createTestDeps, type TestDeps } from '../test/testApp'
import { buildMembership, buildUser, signIn, testAreas, type TestUser } from '../test/users.factory'
import type { RealtimeOptions } from './realtime'
import { registerRoomAccess } from './roomAccess'

let deps: TestDeps
let user: TestUser
const started: TestRealtime[] = []
const start = async (options: RealtimeOptions = { adapter: 'memory' }) => {
  const realtime = await startTestRealtime(deps, options)
  started.push(realtime)
  return realtime
}

beforeEach(async () => {
  deps = createTestDeps()
  user = await buildUser()
  registerRoomAccess('need', (actor) => Promise.resolve(actor.userId === user.id))
})
afterEach(async () => {
  for (const realtime of started.splice(0)) await realtime.stop()
})

const tokenOf = async (who: TestUser) => (await signIn(who, deps)).token
const watch = (socket: TestSocket) => socket.emitWithAck('watch', watchedNeed)

describe('when roles and sessions change', () => {
  const sessionChanged = (who: TestUser): ServerEvent => ({
    name: 'session.changed',
    rooms: [`user:${who.id}`],
    data: { reason: 'membership' },
  })

  it('rooms of posts are joined and left', async () => {
    const server = await start()
    const mine = await server.connect(await tokenOf(user))
    const heard = listenFor(mine, 'queue.changed')
    server.realtime.publish(queueChanged)
    await buildMembership(user, 'secretary', testAreas.community)
    server.realtime.publish(sessionChanged(user))
    await settle(server, [mine, user])
    expect(heard).toHaveLength(0)
    await expectHeard(server, mine, heard, 1)
    await Membership.updateMany({}, { $set: { endedAt: deps.clock.now() } })
    registerRoomAccess('need', () => Promise.resolve(true))
    await watch(mine)
    registerRoomAccess('need', () => Promise.resolve(false))
    server.realtime.publish(sessionChanged(user))
    await expectSilence(server, mine, heard)
    const needs = listenFor(mine, 'need.changed')
    server.realtime.publish(needChanged)
    await settle(server, [mine, user])
    expect(needs).toEqual([])
  })

  /** The look at the roles takes a moment: publishes until it has been taken. */
  async function expectHeard(server: TestRealtime, socket: TestSocket, heard: unknown[], least: number) {
    for (let i = 0; i < 100 && heard.length < least; i += 1) {
      server.realtime.publish(queueChanged)
      await settle(server, [socket, user])
    }
    expect(heard.length).toBeGreaterThanOrEqual(least)
  }

  async function expectSilence(server: TestRealtime, socket: TestSocket, heard: unknown[]) {
    let before = -1
    for (let i = 0; i < 100 && before !== heard.length; i += 1) {
      before = heard.length
      server.realtime.publish(queueChanged)
      await settle(server, [socket, user])
      await settle(server, [socket, user])
    }
    expect(heard).toHaveLength(before)
  }

  it('whatever is watched stays watched while one may see it, of each kind, and no longer', async () => {
    const server = await start()
    const kinds = ['need', 'thread', 'careOrder'] as const
    const mayStill = new Set<string>(kinds)
    for (const kind of kinds) registerRoomAccess(kind, () => Promise.resolve(mayStill.has(kind)))
    const mine = await server.connect(await tokenOf(user))
    const [heard, queue] = [listenFor(mine, 'need.changed'), listenFor(mine, 'queue.changed')]
    for (const kind of kinds) await mine.emitWithAck('watch', { kind, id: watchedNeed.id })
    /** While its rights are looked at a socket hears nothing, and what it missed afterwards: publishes until it hears. */
    const hearFromEach = async () => {
      heard.length = 0
      for (let i = 0; i < 100 && heard.length === 0; i += 1) {
        for (const kind of kinds)
          server.realtime.publish({
            ...needChanged,
            rooms: [`${kind}:${watchedNeed.id}`],
            data: { id: kind, version: 1, state: 'x' },
          } as ServerEvent)
        await settle(server, [mine, user])
      }
      return [...new Set(heard.map((data) => (data as { id: string }).id))]
    }
    await buildMembership(user, 'secretary', testAreas.community)
    server.realtime.publish(sessionChanged(user))
    await expectHeard(server, mine, queue, 1)
    expect(await hearFromEach()).toEqual(kinds)
    mayStill.delete('thread')
    await Membership.updateMany({}, { $set: { endedAt: deps.clock.now() } })
    server.realtime.publish(sessionChanged(user))
    await expectSilence(server, mine, queue)
    expect(await hearFromEach()).toEqual(['need', 'careOrder'])
  })

  it('a connection ends with its session, and the client is told why when it comes back', async () => {
    const server = await start()
    const { token, sessionId } = await signIn(user, deps)
    const mine = await server.connect(token)
    const refusal = nextOf(mine, 'connect_error')
    await Session.updateOne({ _id: sessionId }, { $set: { endedAt: deps.clock.now() } })
    server.realtime.publish({ ...sessionChanged(user), data: { reason: 'ended' } } as ServerEvent)
    expect(((await refusal) as Error).message).toBe('session.expired')
    expect(mine.connected).toBe(false)
  })

  it('a token that ran out is found without anybody saying so', async () => {
    const server = await start({ adapter: 'memory', lookAgainMs: 50 })
    const { sessionId } = await signIn(user, deps)
    const mine = await server.connect(await signAccessToken({ userId: user.id, sessionId }, deps))
    const refusal = nextOf(mine, 'connect_error')
    deps.clock.advance(3, 'hours')
    expect(((await refusal) as Error).message).toBe('session.expired')
  })
})
