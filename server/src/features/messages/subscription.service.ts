import type { SubscriptionAnswer } from '@linli/shared/messages/subscription.contract'
import {
  messageTemplates,
  subscriptionMoments,
  templateKeys,
  type SubscriptionMoment,
  type TemplateKey,
} from '@linli/shared/messages/templates'
import type { Deps } from '../../deps'
import type { PushEvent } from '../../integrations/wechat/push.event'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import { addAccept, clearQuota, readQuota } from './subscription.quota'

/** Above this nobody is asked again: being asked at every tap is a nuisance. */
const enough = 10

export interface TemplateOffer {
  key: TemplateKey
  templateId: string
  title: string
  remaining: number
}

/** What may be asked of the person at this moment. */
export async function listOffers(
  actor: Actor,
  moment: SubscriptionMoment,
  deps: Pick<Deps, 'config'>,
): Promise<TemplateOffer[]> {
  const quota = await readQuota(actor.userId)
  return subscriptionMoments[moment].flatMap((key) => {
    const template = deps.config.wechat.templates[key]
    const remaining = quota.get(key) ?? 0
    if (!template || remaining >= (template.isLongTerm ? 1 : enough)) return []
    return [{ key, templateId: template.id, title: messageTemplates[key].title, remaining }]
  })
}

/** The client's word for what the person answered; what it makes up is refused by WeChat at the first message. */
export async function reportAnswers(
  actor: Actor,
  results: Partial<Record<TemplateKey, SubscriptionAnswer>>,
): Promise<void> {
  for (const key of templateKeys) {
    const answer = results[key]
    if (answer === 'accept' || answer === 'acceptWithAudio') await addAccept(actor.userId, key, 'client')
  }
}

type AnswerEvent = Extract<PushEvent, { kind: 'subscriptionAnswered' }>

/** WeChat's word for the same; a no in WeChat's settings takes back what was allowed. */
export async function takeAnswers(event: AnswerEvent, deps: Pick<Deps, 'config'>): Promise<void> {
  const user = await User.findOne(
    { 'openids.openid': event.openid, 'openids.appid': deps.config.wechat.mini.appid },
    { _id: 1 },
  ).lean()
  if (!user) return
  for (const { templateId, isAccepted } of event.answers) {
    const key = templateKeys.find((candidate) => deps.config.wechat.templates[candidate]?.id === templateId)
    if (!key) continue
    if (event.isPopup && isAccepted) await addAccept(user._id, key, 'push')
    if (!event.isPopup && !isAccepted) await clearQuota(user._id, key)
  }
}
