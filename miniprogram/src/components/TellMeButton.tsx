import { useEffect, useState } from 'react'
import {
  listSubscriptions,
  subscribe,
  type Subscription,
  type SubscriptionMoment,
} from '../services/subscriptions'
import { Button } from './Button'

interface TellMeButtonProps {
  moment: SubscriptionMoment
  text: string
}

/**
 * One tap allows one more subscription message of each template of this moment; shown only where WeChat can be asked
 * and not enough is left. WeChat asks only straight from a tap, so what may be asked is fetched before.
 */
export function TellMeButton({ moment, text }: TellMeButtonProps) {
  const [offers, setOffers] = useState<Subscription[]>([])
  useEffect(() => {
    listSubscriptions(moment).then(setOffers, () => undefined)
  }, [moment])
  if (offers.length === 0) return null
  const left = Math.min(...offers.map(({ remaining }) => remaining))
  return (
    <Button
      text={left === 0 ? text : `${text}（还能收 ${left} 条，再加一条）`}
      icon="bell"
      onPress={() => {
        void subscribe(offers).then(async () => {
          setOffers(await listSubscriptions(moment).catch(() => []))
        })
      }}
    />
  )
}
