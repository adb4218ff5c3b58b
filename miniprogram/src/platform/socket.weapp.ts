import type Taro from '@tarojs/taro'
import { Transport } from 'engine.io-client'
import { encodePacket, type Packet, type RawData } from 'engine.io-parser'

type SocketTask = Taro.SocketTask

/** Taro's connectSocket hands over the task in a promise, too late to hear its first events. */
declare const wx: {
  connectSocket: (option: Taro.connectSocket.Option & { timeout: number }) => SocketTask
}

/** engine.io over wx.connectSocket: WeChat has no WebSocket of its own. */
class MpWebSocket extends Transport {
  private task: SocketTask | undefined

  // Read from the prototype by engine.io, and sent as the transport's name: it must be a getter.
  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- a field would not be on the prototype
  get name(): string {
    return 'websocket'
  }

  protected doOpen(): void {
    const { secure, extraHeaders } = this.opts as { secure?: boolean; extraHeaders?: Record<string, string> }
    const url = this.createUri(secure ? 'wss' : 'ws', this.query)
    const fail = (error: unknown) => {
      this.onError('connectSocket failed', error)
    }
    try {
      this.listen(wx.connectSocket({ url, header: extraHeaders ?? {}, timeout: 10_000, fail }))
    } catch (error) {
      fail(error)
    }
  }

  protected write(packets: Packet[]): void {
    this.writable = false
    let left = packets.length
    const done = () => {
      left -= 1
      if (left > 0) return
      this.setTimeoutFn(() => {
        this.writable = true
        this.emitReserved('drain')
      }, 0)
    }
    for (const packet of packets)
      encodePacket(packet, this.supportsBinary, (data) => {
        if (this.task) this.task.send({ data: toSendable(data), complete: done })
        else done()
      })
  }

  protected doClose(): void {
    const { task } = this
    this.task = undefined
    task?.close({ code: 1000, reason: 'client close' })
  }

  private listen(task: SocketTask): void {
    this.task = task
    // Events of a task that was replaced or closed say nothing about this connection.
    const isLive = () => this.task === task
    task.onOpen(() => {
      if (isLive()) this.onOpen()
    })
    task.onMessage(({ data }: { data: unknown }) => {
      if (isLive()) this.onData(toReadable(data))
    })
    task.onError((error) => {
      if (isLive()) this.onError('websocket error', error)
    })
    task.onClose((close) => {
      if (!isLive()) return
      this.task = undefined
      this.onClose({ description: 'websocket closed', context: close })
    })
  }
}

/** WeChat takes strings and whole ArrayBuffers only. */
function toSendable(data: RawData): string | ArrayBuffer {
  if (typeof data === 'string') return data
  if (!ArrayBuffer.isView(data)) return data as ArrayBuffer
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer
}

/** Copied, because the parser asks `instanceof ArrayBuffer` and WeChat's buffer is of another realm. */
function toReadable(data: unknown): RawData {
  return typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer).slice().buffer
}

/** Ways for socket.io to connect: over the mini program's own socket. */
export const socketTransports: [typeof MpWebSocket] = [MpWebSocket]
