import { Text, View } from '@tarojs/components'
import { Icon } from './Icon'
import type { IconName } from './icons'
import { Pressable } from './Pressable'

interface BigTileProps {
  title: string
  note?: string
  icon: IconName
  onPress: () => void
  /** Danger to life: red, and never only red. */
  isDanger?: boolean
  isWide?: boolean
  isDisabled?: boolean
}

/** One tap, one thing. Put several into a `<View className="tiles">`. */
export function BigTile({ title, note, icon, onPress, isDanger, isWide, isDisabled }: BigTileProps) {
  const kinds = `${isDanger ? 'tile-danger' : ''} ${isWide ? 'tile-wide' : ''}`
  return (
    <Pressable className={`tile ${kinds}`} onPress={onPress} isDisabled={isDisabled === true}>
      <View className="tile-picture">
        <Icon name={icon} />
      </View>
      <View className="stack-tight">
        <Text className="tile-title">{title}</Text>
        {note !== undefined && <Text className="tile-note">{note}</Text>}
      </View>
    </Pressable>
  )
}
