import { categoryErrors } from './categories/category.errors'
import { guideErrors } from './guide/guide.errors'
import { routingErrors } from './routing/routing.errors'
import { careErrors } from './elderCare/elderCare.errors'
import { programmeErrors } from './programmes/programme.errors'
import { dispatchErrors } from './dispatch/dispatch.errors'
import { paymentErrors } from './payments/payment.errors'
import { volunteerErrors } from './volunteers/volunteer.errors'
import { messageErrors } from './messages/message.errors'
import { needErrors } from './needs/need.errors'
import { areaErrors } from './areas/area.errors'
import { registerErrors } from './register/register.errors'
import { deliberationErrors } from './deliberation/deliberation.errors'
import { ballotErrors } from './ballots/ballot.errors'
import { forumErrors } from './forum/forum.errors'
import { moderationErrors } from './moderation/moderation.errors'
import { contentCheckErrors } from './contentCheck/contentCheck.errors'
import { noticeErrors } from './notices/notice.errors'
import { mediaErrors } from './media/media.errors'
import { userErrors } from './users/user.errors'
import { safetyErrors } from './safety/safety.errors'
import { bondErrors } from './families/bond.errors'
import { elderErrors } from './elders/elder.errors'

/**
 * Every error a caller can meet: HTTP status and the sentence a person reads. It says what to do next and
 * blames nobody. Each feature keeps its own list beside its contracts; the client switches on the code.
 */
const general = {
  'request.invalid': { status: 400, message: '填写的内容有些不对，请看标出的地方，改好再发一次。' },
  'request.too_large': { status: 413, message: '内容太大了，请选小一点的文件再试。' },
  'request.not_found': { status: 404, message: '没有找到这个页面，请返回上一页。' },
  'request.method_not_allowed': { status: 405, message: '这个操作不能这样进行，请返回上一页再试。' },
  'request.too_many': { status: 429, message: '操作太快了，请稍等一分钟再试。' },
  'request.retry': { status: 503, message: '网络忙，刚才的操作可能没有完成，请再按一次，不会重复。' },
  'request.conflict': { status: 409, message: '刚刚有人改动过，请看看最新的情况再决定。' },
  'request.already_done': {
    status: 409,
    message: '刚才那一次可能已经保存好了，请先看看现在是什么样。还没有的话，再按一次就行。',
  },
  'session.required': { status: 401, message: '请先登录，再继续。' },
  'session.expired': { status: 401, message: '登录时间到了，请重新登录。' },
  'access.denied': { status: 403, message: '您没有查看或办理这一项的权限。需要的话，请联系社区工作人员。' },
  'access.reason_required': {
    status: 403,
    message: '打开这份记录需要先写明原因，居民会看到是谁、为什么打开。',
  },
  'record.not_found': { status: 404, message: '没有找到这条记录，可能已经删除或您无权查看。' },
  internal: { status: 500, message: '这里出了点问题，我们已经记下。请稍后再试，或打电话给社区。' },
} as const

export const errors = {
  ...categoryErrors,
  ...routingErrors,
  ...guideErrors,
  ...userErrors,
  ...needErrors,
  ...volunteerErrors,
  ...paymentErrors,
  ...careErrors,
  ...dispatchErrors,
  ...programmeErrors,
  ...general,
  ...areaErrors,
  ...registerErrors,
  ...mediaErrors,
  ...contentCheckErrors,
  ...moderationErrors,
  ...forumErrors,
  ...noticeErrors,
  ...deliberationErrors,
  ...ballotErrors,
  ...messageErrors,
  ...bondErrors,
  ...safetyErrors,
  ...elderErrors,
} as const

export type ErrorCode = keyof typeof errors

/** The body of every error answer. */
export interface ErrorBody {
  code: ErrorCode
  message: string
  details?: unknown
  requestId: string
}
