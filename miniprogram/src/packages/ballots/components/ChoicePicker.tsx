import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { ChoiceList } from '../../../components/ChoiceList'
import { MultiChoice } from '../../../components/MultiChoice'
import { Pressable } from '../../../components/Pressable'
import { roleProps } from '../../../platform/keyboard'
import type { BallotView } from '../../../services/ballots'

type Paper = Pick<BallotView, 'form' | 'options' | 'mostChoices'>

interface ChoicePickerProps {
  ballot: Paper
  value: readonly string[]
  onChange: (value: string[]) => void
}

/** The paper: one, several, or all in order. Voters and the desk that types their papers see the same. */
export function ChoicePicker({ ballot, value, onChange }: ChoicePickerProps) {
  const { form, options, mostChoices } = ballot
  if (form === 'ranked') return <Ranking options={options} value={value} onChange={onChange} />
  if (form === 'several')
    return (
      <MultiChoice
        label="您赞成哪些"
        hint={`最多选 ${mostChoices} 个；都不赞成，只选“都不赞成”。`}
        options={options.map(({ id, text }) => ({ value: id, text }))}
        value={value}
        onChange={(chosen) => {
          onChange(keepTogether(options, value, chosen).slice(-mostChoices))
        }}
      />
    )
  return (
    <ChoiceList
      label="您的选择"
      options={options.map(({ id, text }) => ({ value: id, label: text }))}
      value={value[0]}
      onChange={(chosen) => {
        onChange([chosen])
      }}
    />
  )
}

/** “None of them” and a plan exclude each other: the one just tapped stays. */
function keepTogether(options: Paper['options'], before: readonly string[], after: string[]): string[] {
  const added = after.find((id) => !before.includes(id))
  const isPlan = (id: string) => options.some((option) => option.id === id && option.role === 'plan')
  if (added === undefined) return after
  return isPlan(added) ? after.filter(isPlan) : [added]
}

/** Tapped in the order of liking; tapped again it is taken out. */
function Ranking({ options, value, onChange }: Omit<ChoicePickerProps, 'ballot'> & Pick<Paper, 'options'>) {
  return (
    <View className="stack">
      <Text className="text-block">按喜欢的先后点：先点最喜欢的。再点一下就取消。</Text>
      <View className="stack" {...roleProps('group')} aria-label="排先后">
        {options.map(({ id, text }) => {
          const place = value.indexOf(id)
          const isRanked = place >= 0
          return (
            <Pressable
              key={id}
              role="checkbox"
              className="choice"
              isSelected={isRanked}
              label={isRanked ? `第 ${place + 1}：${text}` : text}
              onPress={() => {
                onChange(isRanked ? value.filter((other) => other !== id) : [...value, id])
              }}
            >
              <View className="choice-mark">
                {isRanked && <Text className="text-strong">{place + 1}</Text>}
              </View>
              <Text className="grow">{text}</Text>
            </Pressable>
          )
        })}
      </View>
      {value.length > 0 && (
        <Button
          text="重新排"
          icon="undo"
          kind="quiet"
          onPress={() => {
            onChange([])
          }}
        />
      )}
    </View>
  )
}

/** 「同意」, 「第 1 甲方案，第 2 乙方案」. */
export function describeChoice({ form, options }: Paper, value: readonly string[]): string {
  const texts = value.map((id) => options.find((option) => option.id === id)?.text ?? '')
  return form === 'ranked' ? texts.map((text, i) => `第 ${i + 1} ${text}`).join('，') : texts.join('、')
}
