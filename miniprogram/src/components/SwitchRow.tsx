import { Text, View } from '@tarojs/components'
import { Pressable } from './Pressable'

interface SwitchRowProps {
  title: string
  note?: string
  isOn: boolean
  onChange: (isOn: boolean) => void
  isDisabled?: boolean
}

/** On or off, said in a word beside the switch. */
export function SwitchRow({ title, note, isOn, onChange, isDisabled = false }: SwitchRowProps) {
  return (
    <Pressable
      role="switch"
      className="list-row switch-row"
      label={title}
      isSelected={isOn}
      isDisabled={isDisabled}
      onPress={() => {
        onChange(!isOn)
      }}
    >
      <View className="grow">
        <Text className="text-block">{title}</Text>
        {note !== undefined && <Text className="text-block text-small text-soft">{note}</Text>}
      </View>
      <Text className="text-soft">{isOn ? '开' : '关'}</Text>
      <View className="switch" aria-hidden="true" />
    </Pressable>
  )
}
