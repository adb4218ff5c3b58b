import type { SubscriptionAnswer, subscriptionContracts } from '@linli/shared/messages/subscription.contract'
import type { CallInput, CallOutput } from './http.types'
import { askToSubscribe } from '../platform/subscribe'
import { call } from './http'

type List = (typeof subscriptionContracts)['listSubscriptions']
type Report = (typeof subscriptionContracts)['reportSubscriptions']

export type SubscriptionMoment = CallInput<List>['query']['moment']
export type Subscription = CallOutput<List>['items'][number]

/** Which messages may be asked for at this moment. Fetch it before the tap: WeChat asks only straight from one. */
export async function listSubscriptions(moment: SubscriptionMoment): Promise<Subscription[]> {
  if (!askToSubscribe) return []
  return (await call<List>('get', '/api/me/subscriptions', { query: { moment } })).items
}

/** Asks the person and tells the server what they said. Never throws: it must not stop what they were doing. */
export async function subscribe(subscriptions: readonly Subscription[]): Promise<void> {
  if (!askToSubscribe || subscriptions.length === 0) return
  const answers = await askToSubscribe(subscriptions.map(({ templateId }) => templateId))
  const results = Object.fromEntries(
    subscriptions.flatMap(({ key, templateId }) => {
      const answer = answers[templateId] as SubscriptionAnswer | undefined
      return answer === undefined ? [] : [[key, answer]]
    }),
  )
  if (Object.keys(results).length === 0) return
  await call<Report>('post', '/api/me/subscriptions', { body: { results } }).catch(() => undefined)
}
