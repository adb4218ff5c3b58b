import '../database/mongoose'
import {
  inboxOf,
  listenFor,
  needChanged,
  queueChanged,
  settle,
  startTestRealtime,
  triage,
  watchedNeed,
  type TestRealtime,
  type TestSocket,
} from '../test/realtime.factory'
import { createTestDeps, type TestDeps } from '../test/testApp'
import { buildUser, signIn, testAreas, buildMembership, type TestUser } from '../test/users.factory'
import { registerRoomAccess } from './roomAccess'

let deps: TestDeps
let server: TestRealtime
let victim: TestUser
let stranger: TestUser
let witness: TestSocket
const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)

beforeAll(() => {
  process.on('unhandledRejection', note).on('uncaughtException', note)
})
afterAll(() => {
  process.off('unhandledRejection', note).off('uncaughtException', note)
})
beforeEach(async () => {
  deps = createTestDeps()
  victim = await buildUser()
  await buildMembership(victim, 'secretary', testAreas.community)
  stranger = await buildUser()
  registerRoomAccess('need', (actor) => Promise.resolve(actor.userId === victim.id))
  registerRoomAccess('motion', () => Promise.reject(new Error('the database is away')))
  server = await startTestRealtime(deps, { adapter: 'memory' })
  witness = await server.connect(await tokenOf(victim))
})
afterEach(() => server.stop())

const tokenOf = async (who: TestUser) => (await signIn(who, deps)).token

/** Writes a frame as it is, past all that a client would check. */
function send(socket: TestSocket, frame: string | Buffer): void {
  const { transport } = socket.io.engine as unknown as {
    transport: { ws: { readyState: number; send: (data: string | Buffer) => void } }
  }
  if (transport.ws.readyState === 1) transport.ws.send(frame)
}

/** A connection on which nobody has said who they are. */
async function openUnknown(): Promise<TestSocket> {
  const socket = server.open('')
  socket.io.reconnection(false)
  await new Promise<void>((resolve, reject) => {
    socket.io.open((error) => {
      if (error) reject(error)
      else resolve()
    })
  })
  return socket
}

const target = JSON.stringify(watchedNeed)
const event = (...args: unknown[]): string => `42${JSON.stringify(args)}`
const deep = `${'['.repeat(900)}${']'.repeat(900)}`

/** What is no message at all, is cut off, too long, too deep, or says that more is coming. */
const malformed: (string | Buffer)[] = [
  ...['4', '40', '40null', '40[]', '40"x"', '40{', '41', '43[1]', '44{"message":"x"}', '9', '{}'],
  ...[
    '42',
    '42{}',
    '42[',
    '42[]',
    '42[null]',
    '42[1e309]',
    `42${deep}`,
    '42["__proto__"]',
    '4299999999999["watch"]',
  ],
  ...[
    '451-["watch",{"_placeholder":true,"num":99}]',
    '459999999-["watch"]',
    '46[]',
    '47',
    '3',
    '5',
    '1',
    '6',
  ],
  ...['42["disconnect"]', '42["connect"]', '42["error",{}]', '42["newListener"]', '42["refreshUsers",["x"]]'],
  ...['40/admin,{}', '42/admin,["watch"]', `42["watch",${'"x"'.padEnd(1500, ' ')}]`],
  ...[Buffer.from([0]), Buffer.alloc(1500, 0xff), Buffer.from('42["watch"]')],
]
const tooLong = `42["watch","${'字'.repeat(4000)}"]`

/** Rooms that a socket may not ask its way into, and what is no room. */
const tricks: unknown[] = [
  ...[null, 7, true, 'need', [], ['need', watchedNeed.id], {}, { kind: 'need' }, { id: watchedNeed.id }],
  ...['user', 'post', 'constructor', '__proto__', 'toString', '', '*', 'motion'].map((kind) => ({
    kind,
    id: watchedNeed.id,
  })),
  ...[['a'.repeat(24)], { $gt: '' }, `${watchedNeed.id}\n`, '*', '', 'A'.repeat(24), '../x'].map((id) => ({
    kind: 'need',
    id,
  })),
  { ...watchedNeed, __proto__: { kind: 'user' } },
]

describe('whoever connects with something else than our program', () => {
  it('is heard by nobody before it has said who it is, and ends nothing but its own connection', async () => {
    const heardBy: unknown[][] = []
    for (const frame of [...malformed, tooLong, event('watch', watchedNeed), event('unwatch', watchedNeed)]) {
      const socket = await openUnknown()
      heardBy.push(listenFor(socket, 'need.changed'), listenFor(socket, 'inbox.changed'))
      send(socket, frame)
      send(socket, `420["watch",${target}]`)
    }
    expect(await witness.emitWithAck('watch', watchedNeed)).toEqual({ isWatching: true })
    server.realtime.publish(needChanged)
    server.realtime.publish(inboxOf(victim, 1))
    await settle(server, [witness, victim])
    expect(heardBy.flat()).toEqual([])
    expect(unhandled).toEqual([])
  })

  it('joins no room that is not its own, whatever it asks for, and leaves others in theirs', async () => {
    const heardByVictim = [listenFor(witness, 'need.changed'), listenFor(witness, 'inbox.changed')]
    await witness.emitWithAck('watch', watchedNeed)
    const overheard: unknown[][] = []
    const token = await tokenOf(stranger)
    /** Few calls for each connection: who asks more is cut off. */
    for (let i = 0; i < tricks.length; i += 5) {
      const socket = await server.connect(token)
      for (const name of ['need.changed', 'inbox.changed', 'queue.changed'])
        overheard.push(listenFor(socket, name))
      for (const trick of [...tricks.slice(i, i + 5), { kind: 'user', id: victim.id }, watchedNeed]) {
        send(socket, event('unwatch', trick))
        send(socket, event('watch', trick, 'no function'))
        const call = socket as unknown as { emitWithAck: (...given: unknown[]) => Promise<unknown> }
        expect(await call.emitWithAck('watch', trick)).toEqual({ isWatching: false })
      }
      send(socket, event('join', `user:${victim.id}`))
      send(socket, event(`post:${triage}`, {}))
      send(socket, malformed[i % malformed.length] ?? '')
    }
    server.realtime.publish(needChanged)
    server.realtime.publish(inboxOf(victim, 2))
    server.realtime.publish(queueChanged)
    await settle(server, [witness, victim])
    expect(overheard.flat()).toEqual([])
    expect(heardByVictim).toEqual([[needChanged.data], [{ unread: 2 }]])
    expect(unhandled).toEqual([])
  })
})
