import Taro from '@tarojs/taro'
import { Button } from '../../../components/Button'
import type { CareOrder } from '../../../services/elderCare'
import { pageOf } from './careWords'

interface NextButtonProps {
  order: CareOrder
  next: NonNullable<CareOrder['next']>
}

/** What is usually done right after it, for the same person: the time that is proposed there follows on this one. */
export function NextButton({ order: { personId }, next: { code, name } }: NextButtonProps) {
  return (
    <Button
      text={`接着约：${name}`}
      icon="calendar"
      isBlock
      onPress={() => void Taro.navigateTo({ url: pageOf('item', { code, person: personId }) })}
    />
  )
}
