import type { Context } from 'koa'
import type { MediaFile } from './mediaFile.service'

/** Files never change under their id, and are nobody's but the viewer's. */
const caching = 'private, max-age=600, immutable'

function readRange(header: string, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start <= end ? { start, end } : undefined
}

/** Answers with a file, or the part the player asked for: iPhones play no sound without parts. */
export function replyWithFile(ctx: Context, { bytes, contentType }: MediaFile): Buffer {
  ctx.set({ 'cache-control': caching, 'accept-ranges': 'bytes', 'content-disposition': 'inline' })
  ctx.type = contentType
  const range = readRange(ctx.get('range'), bytes.length)
  if (!range) return bytes
  ctx.status = 206
  ctx.set('content-range', `bytes ${range.start}-${range.end}/${bytes.length}`)
  return bytes.subarray(range.start, range.end + 1)
}
