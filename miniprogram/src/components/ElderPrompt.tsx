import { Text, View } from '@tarojs/components'
import { chooseMode, useSettings } from '../stores/settings'
import { Button } from './Button'
import { Card } from './Card'

/** Asked once, on the first day; the entry above stays for later. */
export function ElderPrompt() {
  const isAnswered = useSettings((state) => state.isPromptAnswered)
  if (isAnswered) return null
  return (
    <Card kind="accent">
      <View className="stack">
        <Text className="text-block text-large text-strong">要不要用长辈版？</Text>
        <Text className="text-block">字更大、按钮更大。以后随时可以在首页右上角切换。</Text>
        <View className="row-wrap">
          <Button
            text="用长辈版"
            icon="large-text"
            onPress={() => {
              chooseMode('elder')
            }}
          />
          <Button
            text="不用"
            className="is-on-accent"
            kind="quiet"
            onPress={() => {
              chooseMode('normal')
            }}
          />
        </View>
      </View>
    </Card>
  )
}
