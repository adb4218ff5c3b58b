import { listChanges } from '@linli/shared/messages/message.contract'
import { announceReviews } from '../features/contentCheck/contentReview.announce'
import { Session } from '../features/users/session.model'
import { signAccessToken } from '../features/users/token'
import { buildMessage, tell } from '../test/messages.factory'
import {
  inboxOf,
  listenFor,
  needChanged,
  nextOf,
  queueChanged,
  settle,
  startTestRealtime,
  triage,
  type TestRealtime,
  type TestSocket,
  watchedNeed as need,
} from '../test/realtime.factory'
import { createTestDeps, startTestApp, type TestDeps } from '../test/testApp'
import {
  buildCommunityWorker,
  buildGridWorker,
  buildMembership,
  buildUser,
  signIn,
  testAreas,
  type TestUser,
} from '../test/users.factory'
import type { RealtimeOptions } from './realtime'
import { registerRoomAccess } from './roomAccess'

let deps: TestDeps
let user: TestUser
let other: TestUser
const started: TestRealtime[] = []
const start = async (options: RealtimeOptions = { adapter: 'memory' }) => {
  const realtime = await startTestRealtime(deps, options)
  started.push(realtime)
  return realtime
}

beforeEach(async () => {
  deps = createTestDeps()
  user = await buildUser()
  other = await buildUser()
  registerRoomAccess('need', (actor) => Promise.resolve(actor.userId === user.id))
})
afterEach(async () => {
  for (const realtime of started.splice(0)) await realtime.stop()
})

const tokenOf = async (who: TestUser) => (await signIn(who, deps)).token
const watch = (socket: TestSocket) => socket.emitWithAck('watch', need)

describe('connecting', () => {
  it('is refused without a token, with a forged one and after the session ended', async () => {
    const server = await start()
    const { token, sessionId } = await signIn(user, deps)
    await Session.updateOne({ _id: sessionId }, { $set: { endedAt: deps.clock.now() } })
    for (const given of ['', `${token}x`, token]) {
      const socket = server.open(given)
      const refusal = nextOf(socket, 'connect_error')
      socket.connect()
      expect(((await refusal) as Error).message).toBe('session.expired')
    }
  })

  it('is by websocket only', async () => {
    const server = await start()
    const socket = server.open(await tokenOf(user))
    socket.io.opts.transports = ['polling']
    const refusal = nextOf(socket, 'connect_error')
    socket.connect()
    expect(await refusal).toBeInstanceOf(Error)
  })
})

describe('rooms', () => {
  it('bring each person what is theirs, and what their posts hold', async () => {
    await buildMembership(other, 'secretary', testAreas.community)
    const server = await start()
    const mine = await server.connect(await tokenOf(user))
    const theirs = await server.connect(await tokenOf(other))
    const heardByMe = [...['inbox.changed', 'queue.changed']].map((name) => listenFor(mine, name))
    const heardByThem = [...['inbox.changed', 'queue.changed']].map((name) => listenFor(theirs, name))
    server.realtime.publish(inboxOf(user, 3))
    server.realtime.publish(queueChanged)
    server.realtime.publish({ ...queueChanged, rooms: [] })
    await settle(server, [mine, user], [theirs, other])
    expect(heardByMe).toEqual([[{ unread: 3 }], []])
    expect(heardByThem).toEqual([[], [{ post: triage }]])
  })

  it('of a desk’s moderation queue are for whoever sits there, and never for whom it is about', async () => {
    await buildMembership(other, 'secretary', testAreas.community)
    const [colleague, watchman] = [await buildCommunityWorker(), await buildGridWorker()]
    const server = await start()
    const people = [other, colleague, user, watchman]
    const sockets = await Promise.all(people.map(async (who) => server.connect(await tokenOf(who))))
    const heard = sockets.map((socket) => listenFor(socket, 'reviews.changed'))
    const [userId, aboutUserId] = [user._id, colleague._id]
    announceReviews({ reviewArea: testAreas.community, userId }, server.realtime)
    announceReviews({ reviewArea: testAreas.community, userId, aboutUserId }, server.realtime)
    await settle(server, ...sockets.map((socket, i) => [socket, people[i] ?? user] as [TestSocket, TestUser]))
    const news = { area: testAreas.community }
    expect(heard).toEqual([[news, news], [news], [], []])
  })

  it('of a record open to those who may see it, while they watch', async () => {
    const server = await start()
    const mine = await server.connect(await tokenOf(user))
    const theirs = await server.connect(await tokenOf(other))
    const [heard, overheard] = [listenFor(mine, 'need.changed'), listenFor(theirs, 'need.changed')]
    const spreads: number[] = []
    mine.on('need.changed', (_, spreadMs) => spreads.push(spreadMs))
    expect(await watch(mine)).toEqual({ isWatching: true })
    expect(await watch(theirs)).toEqual({ isWatching: false })
    server.realtime.publish(needChanged)
    await settle(server, [mine, user], [theirs, other])
    expect(heard).toEqual([needChanged.data])
    expect(spreads).toEqual([20])
    expect(overheard).toEqual([])
    mine.emit('unwatch', need)
    await mine.emitWithAck('watch', { kind: 'need', id: 'b'.repeat(24) })
    server.realtime.publish(needChanged)
    await settle(server, [mine, user])
    expect(heard).toHaveLength(1)
  })

  it('are not joined by anything that is not a record', async () => {
    const server = await start()
    const mine = await server.connect(await tokenOf(user))
    const call = mine as unknown as { emitWithAck: (name: string, ...given: unknown[]) => Promise<unknown> }
    const tricks = [
      undefined,
      'need',
      { kind: 'user', id: other.id },
      { kind: 'need', id: 'x' },
      { kind: 1, id: need.id },
      { kind: 'toString', id: need.id },
    ]
    for (const trick of tricks) expect(await call.emitWithAck('watch', trick)).toEqual({ isWatching: false })
    registerRoomAccess('need', () => Promise.reject(new Error('database away')))
    expect(await watch(mine)).toEqual({ isWatching: false })
  })

  it('have a limit per socket, and so have calls', async () => {
    const server = await start()
    const mine = await server.connect(await tokenOf(user))
    const targets = Array.from({ length: 31 }, (_, i) => ({
      kind: 'need' as const,
      id: i.toString(16).padStart(24, '0'),
    }))
    const answers = []
    for (const target of targets) answers.push((await mine.emitWithAck('watch', target)).isWatching)
    expect(answers.filter(Boolean)).toHaveLength(30)
    const isCut = nextOf(mine, 'disconnect')
    for (let i = 0; i < 60; i += 1) mine.emit('unwatch', need)
    expect(await isCut).toBe('io server disconnect')
  })
})

describe('a client that was away', () => {
  it('finds by the cursor what it did not hear', async () => {
    const server = await start()
    const app = startTestApp({ clock: deps.clock, publish: server.realtime.publish })
    const mine = await server.connect(await tokenOf(user))
    const { cursor } = await app.api(user).ok(listChanges)
    const heard = listenFor(mine, 'inbox.changed')
    mine.disconnect()
    await tell([buildMessage(user.id)], app.deps)
    const isBack = nextOf(mine, 'connect')
    mine.connect()
    await isBack
    const missed = await app.api(user).ok(listChanges, { query: { since: cursor } })
    expect(heard).toHaveLength(0)
    expect(missed.changes).toMatchObject([{ kind: 'message' }])
    expect(missed.unread).toBe(1)
  })
})

describe('two servers', () => {
  it('carry events, and changes of roles, to the sockets of the other', async () => {
    const [first, second] = [await start({ adapter: 'mongo' }), await start({ adapter: 'mongo' })]
    await buildMembership(other, 'secretary', testAreas.community)
    const here = await first.connect(await tokenOf(user))
    const there = await second.connect(await tokenOf(other))
    const heardThere = nextOf(there, 'queue.changed')
    const heardHere = nextOf(here, 'inbox.changed')
    first.realtime.publish(queueChanged)
    second.realtime.publish(inboxOf(user, 7))
    expect(await heardThere).toEqual({ post: triage })
    expect(await heardHere).toEqual({ unread: 7 })

    const { sessionId } = await signIn(other, deps)
    const third = await second.connect(await signAccessToken({ userId: other.id, sessionId }, deps))
    const refusal = nextOf(third, 'connect_error')
    await Session.updateOne({ _id: sessionId }, { $set: { endedAt: deps.clock.now() } })
    first.realtime.publish({
      name: 'session.changed',
      rooms: [`user:${other.id}`],
      data: { reason: 'ended' },
    })
    expect(((await refusal) as Error).message).toBe('session.expired')
    expect(there.connected).toBe(true)
  })

  it('one of which stops: its clients come back by themselves, those of the other stay', async () => {
    const [first, second] = [await start({ adapter: 'mongo' }), await start({ adapter: 'mongo' })]
    const here = await first.connect(await tokenOf(user))
    const there = await second.connect(await tokenOf(other))
    const isCut = nextOf(here, 'disconnect')
    await first.realtime.stop()
    expect(await isCut).toBe('transport close') // after which a client reconnects
    expect(there.connected).toBe(true)
  })
})
