import Taro from '@tarojs/taro'
import { Button } from '../Button'

/** The service that a complaint is about. */
export function OrderLink({ id }: { id: string | undefined }) {
  if (id === undefined) return null
  return (
    <Button
      text="看投诉的那一单"
      icon="book"
      kind="quiet"
      onPress={() => void Taro.navigateTo({ url: `/packages/elderCare/pages/order/index?id=${id}` })}
    />
  )
}
