import { unprovedReasons, type UnprovedReason } from '@linli/shared/elderCare/order.state'
import { Text } from '@tarojs/components'
import { Button } from './Button'
import { ChoiceList } from './ChoiceList'

const reasons = Object.entries(unprovedReasons) as [UnprovedReason, string][]

interface UnprovedChoiceProps {
  /** Undefined until she can show neither: `open` asks why. */
  value: UnprovedReason | 'open' | undefined
  onChange: (value: UnprovedReason | 'open' | undefined) => void
}

/** Nobody is left at a door for want of a card: it begins with a reason, which is written down and asked about. */
export function UnprovedChoice({ value, onChange }: UnprovedChoiceProps) {
  if (value === undefined)
    return (
      <Button
        text="没有数字，也没有卡"
        kind="quiet"
        icon="info"
        isBlock
        onPress={() => {
          onChange('open')
        }}
      />
    )
  return (
    <>
      <ChoiceList
        label="为什么不能核对"
        options={reasons.map(([reason, label]) => ({ value: reason, label }))}
        value={value === 'open' ? undefined : value}
        onChange={onChange}
      />
      <Text className="text-block text-soft">原因会写进这一单，家人看得到，社区会再问长者一声。</Text>
      <Button
        text="有数字或卡，回去填"
        kind="quiet"
        icon="back"
        isBlock
        onPress={() => {
          onChange(undefined)
        }}
      />
    </>
  )
}
