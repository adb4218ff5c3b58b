import type * as Live from './live'
import type * as Socket from './socket'

type Listener = (given: unknown) => void
type Ack = (answer: object) => void

/** What socket.io gives, as far as we use it: events come when the test says so. */
class FakeSocket {
  connected = false
  /** False where socket.io does not connect again by itself. */
  active = true
  connects = 0
  emitted: { name: string; target: unknown; ack: Ack | undefined }[] = []
  private readonly listeners = new Map<string, Listener>()
  on(name: string, listener: Listener): void {
    this.listeners.set(name, listener)
  }
  emit(name: string, target: unknown, ack?: Ack): void {
    this.emitted.push({ name, target, ack })
  }
  connect(): void {
    this.connects += 1
  }
  disconnect(): void {
    this.end('io client disconnect', false)
  }
  open(): void {
    this.connected = this.active = true
    this.listeners.get('connect')?.(undefined)
  }
  end(reason: string, comesBack: boolean): void {
    this.connected = false
    this.active = comesBack
    this.listeners.get('disconnect')?.(reason)
  }
  refuse(message: string): void {
    this.connected = this.active = false
    this.listeners.get('connect_error')?.({ message })
  }
}

let fake: FakeSocket
let socket: typeof Socket
let caughtUp = 0
jest.mock('socket.io-client', () => ({ io: () => fake }))

const later = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds)

beforeEach(() => {
  jest.useFakeTimers()
  fake = new FakeSocket()
  caughtUp = 0
  jest.isolateModules(() => {
    socket = jest.requireActual<typeof Socket>('./socket')
    const live = jest.requireActual<typeof Live>('./live')
    live.onCatchUp(() => (caughtUp += 1))
  })
})
afterEach(() => {
  jest.useRealTimers()
})

const watches = () => fake.emitted.filter(({ name }) => name === 'watch')

describe('after each connection', () => {
  it('everything is fetched again, and only when the server listens for what is open', async () => {
    socket.connectSocket()
    socket.watchRecord('need', 'a')
    for (const round of [1, 2]) {
      fake.open()
      await later(0)
      expect(watches()).toHaveLength(round)
      expect(caughtUp).toBe(round - 1)
      watches().at(-1)?.ack?.({ isWatching: true })
      await later(0)
      expect(caughtUp).toBe(round)
      fake.end('transport close', true)
    }
  })

  it('it is fetched also from a server that does not answer about what is open', async () => {
    socket.connectSocket()
    socket.watchRecord('need', 'a')
    fake.open()
    await later(3000)
    expect(caughtUp).toBe(1)
  })

  it('it is fetched at once when nothing is open', async () => {
    socket.connectSocket()
    fake.open()
    await later(0)
    expect(caughtUp).toBe(1)
  })
})

describe('a connection that does not come back by itself', () => {
  it('is taken up again when the server ended it, not when we did', async () => {
    socket.connectSocket()
    fake.open()
    fake.end('io server disconnect', false)
    expect(fake.connects).toBe(1)
    await later(60_000)
    expect(fake.connects).toBe(2)
    fake.open()
    socket.disconnectSocket()
    await later(60_000)
    expect(fake.connects).toBe(2)
  })

  it('is renewed when its token ran out, and tried again later when that cannot be done now', async () => {
    const renew = jest.fn<Promise<void>, []>().mockRejectedValueOnce(new Error('offline'))
    renew.mockResolvedValue()
    socket.setRefusedHandler(renew)
    socket.connectSocket()
    fake.refuse('session.expired')
    await later(500)
    expect({ renewed: renew.mock.calls.length, connects: fake.connects }).toEqual({ renewed: 1, connects: 1 })
    await later(60_000)
    expect(fake.connects).toBe(2)
    fake.refuse('session.expired')
    await later(60_000)
    expect({ renewed: renew.mock.calls.length, connects: fake.connects }).toEqual({ renewed: 2, connects: 3 })
  })

  it('is connected at once after a renewal, but does not run in circles', async () => {
    socket.setRefusedHandler(() => Promise.resolve())
    socket.connectSocket()
    for (let i = 0; i < 20; i += 1) {
      fake.refuse('session.expired')
      await later(100)
    }
    expect(fake.connects).toBeLessThanOrEqual(3)
    await later(60_000)
    const before = fake.connects
    fake.open()
    fake.refuse('session.expired')
    await later(0)
    expect(fake.connects).toBe(before + 1)
  })

  it('stays away after signing out', async () => {
    socket.setRefusedHandler(() => {
      socket.disconnectSocket()
      return Promise.resolve()
    })
    socket.connectSocket()
    fake.refuse('session.expired')
    await later(60_000)
    expect(fake.connects).toBe(1)
  })
})
