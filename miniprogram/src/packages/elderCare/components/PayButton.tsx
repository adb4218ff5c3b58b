import { formatFen } from '@linli/shared/elderCare/serviceItem'
import Taro from '@tarojs/taro'
import { Button } from '../../../components/Button'

/**
 * To the page where an order is paid: before the quarter of an hour is over, or, with its sum, at any time instead of
 * at the station.
 */
export function PayButton({ id, fen }: { id: string; fen?: number }) {
  const url = `/packages/payments/pages/pay/index?kind=careOrder&id=${id}`
  const isFirst = fen === undefined
  return (
    <Button
      text={isFirst ? '去付款' : `在微信里付 ${formatFen(fen)}`}
      kind={isFirst ? 'primary' : 'secondary'}
      isBlock={isFirst}
      onPress={() => void Taro.navigateTo({ url })}
    />
  )
}
