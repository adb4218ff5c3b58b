import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { Section } from '../../../../components/Section'
import { chooseMode, chooseTextSize, useSettings, type ModeChoice } from '../../../../stores/settings'
import { textSizeNames, type TextSize } from '../../../../styles/tokens'

const modes: readonly { value: ModeChoice; label: string; note: string }[] = [
  { value: 'elder', label: '长辈版', note: '大字、大按钮，一次只看要紧的' },
  { value: 'normal', label: '标准版', note: '一屏看得更多' },
  { value: 'auto', label: '跟随手机', note: '手机字号调大时，自动用长辈版' },
]

const sizes = (Object.keys(textSizeNames) as TextSize[]).map((value) => ({
  value,
  label: textSizeNames[value],
}))

/** 长辈版, by hand or with the phone, and how large the text is; both show at once. */
export default function DisplayPage() {
  const modeChoice = useSettings((state) => state.modeChoice)
  const textSize = useSettings((state) => state.textSize)
  return (
    <AppPage title="长辈版与文字大小">
      <Section title="版面">
        <ChoiceList label="版面" options={modes} value={modeChoice} onChange={chooseMode} />
      </Section>
      <Section title="文字大小">
        <ChoiceList label="文字大小" options={sizes} value={textSize} onChange={chooseTextSize} />
      </Section>
      <Section title="看看效果">
        <Card>
          <View className="stack">
            <Text className="text-block text-large text-strong">楼道灯坏了</Text>
            <Text className="text-block">物业王师傅已接单，今天 17:00 前修好。</Text>
            <Text className="text-block text-small text-soft">有变化会马上告诉您。</Text>
          </View>
        </Card>
      </Section>
    </AppPage>
  )
}
