import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { SearchChoice } from '../../../../components/SearchChoice'
import type { Review } from '../../../../services/reviews'

interface AboutFieldProps {
  people: Review['people']
  value: string | undefined
  onChange: (userId: string | undefined) => void
}

/** For the desk above: whom of the community it is about. Sent with the decision, whatever that is. */
export function AboutField({ people, value, onChange }: AboutFieldProps) {
  if (people.length === 0) return null
  const known = people.find(({ isSubject }) => isSubject)
  return (
    <View className="stack">
      <Text className="text-block text-soft">
        {known === undefined
          ? '说的是社区的哪位工作人员，就选上。您决定以后，他看不到这条内容，也看不到是谁写的；不是说谁就不用选。'
          : `说的是：${known.name}。他看不到这条内容，也看不到是谁写的。选错了可以改。`}
      </Text>
      <SearchChoice
        label="说的是谁（可以不选）"
        options={people.map(({ id, name }) => ({ value: id, label: name }))}
        value={value ?? ''}
        onChange={onChange}
      />
      {value !== undefined && (
        <Button
          text="不选了"
          kind="quiet"
          onPress={() => {
            onChange(undefined)
          }}
        />
      )}
    </View>
  )
}
