import type { Router } from '@koa/router'
import { z } from 'zod'
import type { World } from '../world'
import { createTraceId, refuseUnless } from './answer'
import { checkAuthor, mountMiniApi } from './api.route'
import { judgeText, type ContentResult } from './content.rule'

const textPath = '/wxa/msg_sec_check'
const mediaPath = '/wxa/media_check_async'
const maxContent = 2500
const defaultMediaCheckMs = 500

const textBody = z.looseObject({
  /** Left out by clients of the first version, which knows the content only. */
  version: z.literal(2).optional(),
  openid: z.string().optional(),
  scene: z.unknown().optional(),
  content: z.string().min(1),
  title: z.string().optional(),
  nickname: z.string().optional(),
  signature: z.string().optional(),
})

const mediaBody = z.looseObject({
  media_url: z.url({ protocol: /^https?$/ }),
  media_type: z.union([z.literal(1), z.literal(2)]),
  version: z.union([z.literal(1), z.literal(2)]).optional(),
  openid: z.string().optional(),
  scene: z.unknown().optional(),
})

function describeVerdict(result: ContentResult, traceId: string): object {
  const { suggest, label, keyword } = result
  return {
    trace_id: traceId,
    result: { suggest, label },
    detail: [
      { strategy: 'content_model', errcode: 0, suggest, label, prob: 90 },
      keyword === undefined
        ? { strategy: 'keyword', errcode: 0, suggest: 'pass', label: 100 }
        : { strategy: 'keyword', errcode: 0, suggest, label, level: 90, keyword },
      // A strategy that failed: its other fields are not there.
      { strategy: 'sandbox_unavailable', errcode: -1 },
    ],
  }
}

/** @throws ApiRefusal 87014 for what the present version calls risky; doubt is not known to the first. */
function answerAsFirstVersion(content: string): object {
  refuseUnless(judgeText(content).suggest !== 'risky', 87014)
  return {}
}

/** The text check, answered at once, and the media check, answered later by a push. */
export function mountContentCheck(router: Router, world: World): void {
  mountMiniApi(router, world, textPath, textBody, (body) => {
    refuseUnless(Array.from(body.content).length <= maxContent, 45002)
    if (body.version === undefined) return answerAsFirstVersion(body.content)
    checkAuthor(world, body.scene, body.openid)
    const forced = world.faults.take(textPath, ['verdict'])?.suggest
    const written = [body.content, body.title, body.nickname, body.signature].join('\n')
    const result = forced ? { suggest: forced, label: forced === 'pass' ? 100 : 21000 } : judgeText(written)
    return describeVerdict(result, createTraceId(world.clock.nowMs()))
  })

  mountMiniApi(router, world, mediaPath, mediaBody, (body) => {
    const version = body.version ?? 1
    if (version === 2) checkAuthor(world, body.scene, body.openid)
    const traceId = createTraceId(world.clock.nowMs())
    world.pushes.plan({
      source: mediaPath,
      openid: body.openid ?? '',
      media: { url: body.media_url, mediaType: body.media_type, version, traceId },
      delayMs: world.options.mediaCheckMs ?? defaultMediaCheckMs,
    })
    return { trace_id: traceId }
  })
}
