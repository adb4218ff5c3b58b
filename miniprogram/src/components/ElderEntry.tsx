import { Text } from '@tarojs/components'
import { chooseMode, useIsElder } from '../stores/settings'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

/** The way into 长辈版 and out of it, always in sight on the home page. */
export function ElderEntry() {
  const isElder = useIsElder()
  return (
    <Pressable
      className="elder-entry"
      onPress={() => {
        chooseMode(isElder ? 'normal' : 'elder')
      }}
    >
      <Icon name="large-text" />
      <Text>{isElder ? '标准版' : '长辈版'}</Text>
    </Pressable>
  )
}
