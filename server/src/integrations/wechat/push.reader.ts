import { z } from 'zod'
import { readSuggest } from './contentCheck'
import { WechatPushError, type PushEvent } from './push.event'

const base = z.looseObject({
  FromUserName: z.string(),
  CreateTime: z.coerce.number().int(),
  MsgType: z.string(),
  Event: z.string().default(''),
  appid: z.string().optional(),
})

const media = z.looseObject({
  trace_id: z.string().min(1),
  /** Version 2. */
  errcode: z.number().default(0),
  result: z.looseObject({ suggest: z.string().optional(), label: z.number().optional() }).optional(),
  /** Version 1. */
  isrisky: z.number().optional(),
  status_code: z.number().optional(),
})

/** WeChat sends one entry as a bare object and several as an array. */
const listOf = <S extends z.ZodType>(entry: S) =>
  z.union([z.array(entry), entry.transform((one) => [one])]).default([])

const answers = z.looseObject({
  List: listOf(z.looseObject({ TemplateId: z.string(), SubscribeStatusString: z.string() })),
})

const results = z.looseObject({
  List: listOf(
    z.looseObject({
      TemplateId: z.string(),
      MsgID: z.coerce.string(),
      ErrorCode: z.coerce.string(),
      ErrorStatus: z.string().default(''),
    }),
  ),
})

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new WechatPushError('format')
  return parsed.data
}

function readMediaVerdict(event: z.output<typeof media>): 'pass' | 'review' | 'risky' {
  if (event.isrisky !== undefined) {
    if (event.isrisky !== 0) return 'risky'
    return event.status_code === 0 ? 'pass' : 'review'
  }
  return event.errcode === 0 ? readSuggest(event.result?.suggest) : 'review'
}

/** Reads the JSON of a checked push. @throws WechatPushError format, or appid when it names another one */
export function readPushEvent(body: unknown, appid: string): PushEvent {
  const head = parse(base, body)
  if (head.appid !== undefined && head.appid !== appid) throw new WechatPushError('appid')
  const identify = (...more: string[]) => ({
    openid: head.FromUserName,
    createdAt: new Date(head.CreateTime * 1000),
    dedupeKey: [head.FromUserName, head.CreateTime, head.Event, ...more].join(' '),
  })
  switch (head.Event) {
    case 'wxa_media_check': {
      const event = parse(media, body)
      const label = event.result?.label
      return {
        kind: 'mediaChecked',
        ...identify(event.trace_id),
        traceId: event.trace_id,
        verdict: readMediaVerdict(event),
        ...(label !== undefined && { label }),
      }
    }
    case 'subscribe_msg_popup_event':
    case 'subscribe_msg_change_event': {
      const { List: list } = parse(answers, body)
      return {
        kind: 'subscriptionAnswered',
        ...identify(...list.map((entry) => entry.TemplateId)),
        isPopup: head.Event === 'subscribe_msg_popup_event',
        answers: list.map((entry) => ({
          templateId: entry.TemplateId,
          isAccepted: entry.SubscribeStatusString === 'accept',
        })),
      }
    }
    case 'subscribe_msg_sent_event': {
      const { List: list } = parse(results, body)
      return {
        kind: 'subscriptionSent',
        ...identify(...list.map((entry) => entry.MsgID)),
        results: list.map((entry) => ({
          templateId: entry.TemplateId,
          msgId: entry.MsgID,
          isDelivered: entry.ErrorCode === '0',
          status: entry.ErrorStatus,
        })),
      }
    }
    default:
      return { kind: 'other', ...identify(), event: head.Event }
  }
}
