import { formatYuan } from '@linli/shared/money'
import Taro from '@tarojs/taro'
import { BigTile } from '../../../components/BigTile'
import { useLive } from '../../../hooks/useLive'
import { useRemote } from '../../../hooks/useRemote'
import { listPaymentConsents } from '../../../services/families'

/** A payment that waits for this person's yes: the place it pays for is kept for a quarter of an hour only. */
export function ConsentEntry({ userId }: { userId: string }) {
  const consents = useRemote(`consents:home:${userId}`, listPaymentConsents)
  useLive('inbox.changed', consents.reload)
  const asked = consents.data?.items.find(({ state, canDecide }) => state === 'waiting' && canDecide)
  if (!asked) return null
  return (
    <BigTile
      title="有一笔付款要您同意"
      note={`${formatYuan(asked.amountFen)}，${asked.proxyText}`}
      icon="paper"
      isWide
      onPress={() => void Taro.navigateTo({ url: '/packages/families/pages/payments/index' })}
    />
  )
}
