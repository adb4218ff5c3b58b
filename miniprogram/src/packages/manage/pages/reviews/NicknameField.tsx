import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import type { Review } from '../../../../services/reviews'

interface NicknameFieldProps {
  review: Pick<Review, 'nickname' | 'rules'>
  /** The rule it breaks. */
  value: string | undefined
  onChange: (rule: string | undefined) => void
}

/** Takes back the author's nickname together with the decision on the words, which may stay. */
export function NicknameField({ review: { nickname, rules }, value, onChange }: NicknameFieldProps) {
  if (nickname === undefined) return null
  const [first] = rules
  if (value === undefined)
    return (
      first && (
        <Button
          text={`昵称“${nickname}”也不合适？`}
          icon="person"
          kind="quiet"
          onPress={() => {
            onChange(first.code)
          }}
        />
      )
    )
  return (
    <View className="stack">
      <Text className="text-block text-soft">
        昵称“{nickname}”和您的决定一起收回：邻居们看到的是“邻居”，他可以另起一个，也可以申诉一次。
      </Text>
      <ChoiceList
        label="昵称不符合哪一条公约"
        options={rules.map(({ code, text }) => ({ value: code, label: text }))}
        value={value}
        onChange={onChange}
      />
      <Button
        text="昵称不收回"
        kind="quiet"
        onPress={() => {
          onChange(undefined)
        }}
      />
    </View>
  )
}
