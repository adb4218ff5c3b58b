import { sandboxCredentials } from '../credentials'
import type { SandboxClock } from '../kernel/sandboxClock'
import { isReadableMedia, judgeMedia, type ContentResult } from './content.rule'
import type { MediaJob } from './push.queue'

const maxBytes = 10 * 1024 * 1024
const downloadLimitMs = 5000
/** -1008 (cannot download) as the first version of the interface prints it. */
const v1CannotDownload = 4294966288

async function download(url: string): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(downloadLimitMs) })
    const bytes = Buffer.from(await response.arrayBuffer())
    return response.ok && bytes.length > 0 && bytes.length <= maxBytes ? bytes : undefined
  } catch {
    return undefined
  }
}

const describeV1 = (result: ContentResult | undefined) => ({
  isrisky: result?.suggest === 'risky' ? 1 : 0,
  extra_info_json: '',
  status_code: result ? 0 : v1CannotDownload,
})

const describeV2 = (result: ContentResult | undefined) =>
  result
    ? {
        version: 2,
        detail: [
          { strategy: 'content_model', errcode: 0, suggest: result.suggest, label: result.label, prob: 90 },
        ],
        errcode: 0,
        errmsg: 'ok',
        result: { suggest: result.suggest, label: result.label },
      }
    : { version: 2, detail: [], errcode: -1008, errmsg: '下载错误,请检查媒体链接是否有效' }

/**
 * Fetches and judges a file.
 * @returns the event to push, in the shape of the version that was asked for
 */
export async function examineMedia(
  job: MediaJob,
  openid: string,
  clock: SandboxClock,
  forced: ContentResult | undefined,
): Promise<object> {
  const isImage = job.mediaType === 2
  const bytes = await download(job.url)
  const isReadable = bytes !== undefined && isReadableMedia(bytes, isImage)
  const result = isReadable ? (forced ?? (await judgeMedia(job.url, bytes, isImage))) : undefined
  return {
    ToUserName: sandboxCredentials.mini.originalId,
    FromUserName: openid,
    CreateTime: Math.floor(clock.nowMs() / 1000),
    MsgType: 'event',
    Event: 'wxa_media_check',
    appid: sandboxCredentials.mini.appid,
    trace_id: job.traceId,
    ...(job.version === 1 ? describeV1(result) : describeV2(result)),
  }
}
