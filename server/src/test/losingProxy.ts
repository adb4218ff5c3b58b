import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Cuts what comes along a connection into messages of the wire protocol: each begins with its own length. */
function cutMessages(take: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      take(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
  }
}

export interface LosingProxy {
  port: number
  /** The answer to the next message with these words never arrives: it is done, and `lose` is run in its place. */
  loseAnswerTo(words: string, lose: () => Promise<void>): void
  close(): Promise<void>
}

/** Stands between the driver and the engine on `enginePort`, and loses one answer together with all connections. */
export async function startLosingProxy(enginePort: number): Promise<LosingProxy> {
  const sockets = new Set<Socket>()
  let awaited: { words: string; lose: () => Promise<void>; request?: number } | undefined
  /** Until it is over the driver waits: told at the kill, it would go on with an engine that is only half started. */
  let isLosing = false
  const server = createServer((driver) => {
    const engine = connect(enginePort, '127.0.0.1')
    for (const socket of [driver, engine]) {
      sockets.add(socket)
      const end = () => {
        sockets.delete(socket)
        if (!isLosing) driver.destroy()
        engine.destroy()
      }
      socket.once('close', end).on('error', end)
    }
    driver.on(
      'data',
      cutMessages((message) => {
        if (awaited && awaited.request === undefined && message.includes(awaited.words))
          awaited.request = message.readInt32LE(4)
        engine.write(message)
      }),
    )
    engine.on(
      'data',
      cutMessages((message) => {
        if (awaited?.request === undefined || message.readInt32LE(8) !== awaited.request)
          return driver.write(message)
        const { lose } = awaited
        awaited = undefined
        isLosing = true
        return void lose().finally(() => {
          isLosing = false
          for (const socket of sockets) socket.destroy()
        })
      }),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswerTo(words, lose) {
      awaited = { words, lose }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
