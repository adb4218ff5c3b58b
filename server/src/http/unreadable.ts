import { errors, type ErrorBody, type ErrorCode } from '@linli/shared/errors'
import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'

const reasons: Record<number, string> = { 400: 'Bad Request', 413: 'Content Too Large' }

/**
 * Answers what Node cannot read as a request at all, an endless address for example, in the form of every other
 * refusal: it never reaches the application. For a server's event `clientError`.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const code: ErrorCode = error.code === 'HPE_HEADER_OVERFLOW' ? 'request.too_large' : 'request.invalid'
  const { status, message } = errors[code]
  const body: ErrorBody = { code, message, requestId: randomUUID() }
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${status} ${reasons[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${body.requestId}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
}
