import { Text, View } from '@tarojs/components'
import type { ComponentProps } from 'react'
import { ChoiceList } from './ChoiceList'

/** One of several under its name, where several such lists stand below each other. */
export function LabelledChoice<T extends string>(props: ComponentProps<typeof ChoiceList<T>>) {
  return (
    <View className="field">
      <Text className="field-label">{props.label}</Text>
      <ChoiceList {...props} />
    </View>
  )
}
