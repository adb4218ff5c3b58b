import Taro from '@tarojs/taro'
import { Button } from '../../../components/Button'

/** To the page where an order is paid, before the quarter of an hour is over. */
export function PayButton({ id }: { id: string }) {
  const url = `/packages/payments/pages/pay/index?kind=careOrder&id=${id}`
  return <Button text="去付款" kind="primary" isBlock onPress={() => void Taro.navigateTo({ url })} />
}
