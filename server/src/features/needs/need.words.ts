import {
  isOpen,
  needRules,
  returnReasons,
  type NeedAction,
  type NeedState,
  type NeedStep,
} from '@linli/shared/needs/need.state'
import { formatDay, formatDeadline, formatMoment } from '@linli/shared/time'
import { postKindOf } from '@linli/shared/users/posts'
import type { HistoryEntry, NeedRecord } from './need.model'

type Told = Pick<
  NeedRecord,
  | 'state'
  | 'postName'
  | 'post'
  | 'acceptBy'
  | 'resolveBy'
  | 'outcome'
  | 'resolvedAt'
  | 'kind'
  | 'outcomeReason'
  | 'reviewAt'
  | 'guideId'
  | 'canConfirm'
>

const dayMilliseconds = 24 * 60 * 60 * 1000

const outcomeTexts = {
  solved: '已办好，居民确认了',
  partly: '办了一部分，已结束',
  notSolved: '没能解决，原因已说明，已结束',
  notConfirmed: '已办完，还没有收到居民的确认',
} as const

const by = (deadline: Date | undefined, now: Date): string =>
  deadline === undefined
    ? ''
    : deadline > now
      ? `，${formatDeadline(deadline, now)}`
      : '，已经超过说好的时间，上级已在督促'

/** Who has the word now, and until when it is waited for. */
function describeAsked({ resolvedAt }: Told, isAsked: boolean, now: Date): string {
  const who = isAsked ? '请您确认' : '等居民确认'
  const until = resolvedAt && new Date(resolvedAt.getTime() + needRules.silenceDays * dayMilliseconds)
  if (!until || until <= now) return who
  return isAsked ? `${who}，${formatDay(until, now)}前都可以` : `${who}，等到${formatDay(until, now)}`
}

function describeAssigned(need: Told, now: Date): string {
  if (postKindOf(need.post) === 'pool') return `正在请志愿者接单${by(need.acceptBy, now)}`
  return `已派给${need.postName}${need.acceptBy && need.acceptBy > now ? `，${formatDeadline(need.acceptBy, now)}会接单` : by(need.acceptBy, now)}`
}

/**
 * The state as one sentence: who has it, what happens next, by when. Its text follows the kind of ending.
 * @param isAsked whether the reader is whoever confirms.
 */
export function describeState(need: Told, now: Date, isAsked = false): string {
  const sentences: Record<NeedState, () => string> = {
    submitted: () => '已收到，正要派单',
    assigned: () => describeAssigned(need, now),
    accepted: () =>
      `${need.postName}已接单${need.resolveBy && need.resolveBy > now ? `，${formatDeadline(need.resolveBy, now)}办好` : by(need.resolveBy, now)}`,
    awaitingResident: () => `${need.postName}想请您补充情况`,
    onHold: () =>
      `暂时办不了，先挂账${need.reviewAt ? `，${formatMoment(need.reviewAt, now).split(' ')[0] ?? ''}再看` : ''}`,
    resolved: () =>
      need.guideId
        ? '已按办事指南答复，请看是否有帮助'
        : need.canConfirm
          ? `${need.postName}说办好了，${describeAsked(need, isAsked, now)}`
          : `${need.postName}说办好了，等同事回访`,
    closed: () => outcomeTexts[need.outcome ?? 'notConfirmed'],
    withdrawn: () => (need.kind === 'visit' ? '不用再上门了' : '已撤回'),
    merged: () => '已和另一件相同的诉求合并办理',
    declined: () => `不能受理${need.outcomeReason ? `：${need.outcomeReason}` : ''}`,
  }
  return sentences[need.state]()
}

const endingPhrases = {
  solved: '已解决',
  partly: '部分解决',
  notSolved: '未能解决',
  notConfirmed: '已关闭',
} as const

/** Where the state alone does not tell what has just happened. */
const eventPhrases: Partial<Record<string, string>> = {
  reopen: '已重办',
  dispute: '已重办',
  escalate: '已报上级',
  extend: '已延期',
}

/**
 * What happened, for a `phrase` field: Chinese characters only, five at most (wechat-platform §3). An ending never
 * says more than its kind: closed is not solved (must-get-right 2).
 */
export function describePhrase(need: Pick<Told, 'state' | 'post' | 'outcome'>, event: string): string {
  const phrases: Record<NeedState, string> = {
    submitted: '已收到',
    assigned: postKindOf(need.post) === 'pool' ? '等人接单' : '已派单',
    accepted: '已接单',
    awaitingResident: '待补充',
    onHold: '已挂账',
    resolved: '已办结',
    closed: endingPhrases[need.outcome ?? 'notConfirmed'],
    withdrawn: '已撤回',
    merged: '已合并',
    declined: '不予受理',
  }
  return (isOpen(need.state) ? eventPhrases[event] : undefined) ?? phrases[need.state]
}

type Say = (entry: HistoryEntry, who: string) => string
const detail = (entry: HistoryEntry, key: string): string => {
  const value = entry.details?.[key]
  return typeof value === 'string' ? value : ''
}

const titles: Record<NeedAction | NeedStep | 'create' | 'support', Say> = {
  create: (e, who) => {
    if (e.by.kind === 'system') return '需要有人上门看看'
    if (e.by.kind === 'staff') return `${who}替居民登记`
    return e.by.proxy ? `${who}替老人提出诉求` : `${who}提出诉求`
  },
  support: (_, who) => `${who}也遇到了`,
  release: (e) => (e.to === 'resolved' ? '按办事指南答复' : '已派单'),
  withdraw: (_, who) => `${who}撤回了`,
  supplement: (_, who) => `${who}补充了情况`,
  accept: (_, who) => `${who}接单了`,
  claim: (_, who) => `${who}接单了`,
  return: (e, who) =>
    `${who}退回：${returnReasons[detail(e, 'reason') as keyof typeof returnReasons]}，转给${detail(e, 'postName')}`,
  assign: (e, who) => `${who}派给${detail(e, 'postName')}`,
  transfer: (e, who) => `${who}改派给${detail(e, 'postName')}`,
  coordinate: (e, who) => `${who}组织协调，由${detail(e, 'postName')}牵头`,
  recategorise: (e, who) => `${who}把类别改为“${detail(e, 'category')}”，派给${detail(e, 'postName')}`,
  setSubject: (_, who) => `${who}更正了诉求涉及的对象，重新派单`,
  note: (_, who) => `${who}说明进展`,
  ask: (_, who) => `${who}请居民补充情况`,
  answer: (_, who) => `${who}答复了`,
  hold: (e, who) =>
    `${who}挂账：${detail(e, 'reason')}${detail(e, 'owner') === '' ? '' : `，由${detail(e, 'owner')}负责，每季度复核`}`,
  review: (_, who) => `${who}复核了挂账`,
  resume: (_, who) => `${who}继续办理`,
  extend: (e, who) => `${who}同意延期到 ${detail(e, 'until')}：${detail(e, 'reason')}`,
  resolve: ({ details }, who) =>
    details?.isMet === undefined
      ? `${who}说办好了`
      : `${who}上门看过，${details.isMet === true ? '见到了本人' : '没有见到本人'}`,
  confirm: (e, who) => `${who}确认：${endings[detail(e, 'outcome')] ?? ''}`,
  dispute: (e, who) =>
    e.details?.isSecond === true
      ? `${who}说没办好，由${detail(e, 'postName')}来定`
      : `${who}说没办好，退回重办`,
  callback: (e, who) => `${who}回访：${endings[detail(e, 'outcome')] ?? ''}`,
  close: (e, who) => `${who}办结：${endings[detail(e, 'outcome')] ?? ''}，${detail(e, 'reason')}`,
  rate: (_, who) => `${who}评价了`,
  reopen: (_, who) => `${who}要求重办`,
  decline: (e, who) => `${who}不予受理：${detail(e, 'reason')}`,
  merge: (_, who) => `${who}并入另一件相同的诉求`,
  supervise: (_, who) => `${who}督办`,
  callOff: () => '不用再上门了',
  warn: (e) => `快到时间了，已提醒${detail(e, 'postName')}`,
  escalate: (e) => `超过说好的时间，已报${detail(e, 'deskName')}`,
  closeInSilence: () => '七天没有收到答复，先办结；30 天内随时可以要求重办',
  answerOverdue: (e) => `五个工作日没有收到补充，请${detail(e, 'postName')}打电话问`,
  reviewDue: (e) =>
    detail(e, 'deskName') === '' ? '挂账该复核了' : `挂账到期没有复核，已报${detail(e, 'deskName')}`,
  callbackOverdue: (e) => `还没有人回访，已请${detail(e, 'deskName')}来回访`,
}
const endings: Partial<Record<string, string>> = {
  solved: '已解决',
  partly: '部分解决',
  notSolved: '没有解决',
}

/** One line of the timeline, without jargon. */
export const describeEntry: Say = (entry, who) => titles[entry.action](entry, who)
