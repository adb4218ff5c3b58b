import type { AskKind, CategoryAsk } from '@linli/shared/categories/category'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { SwitchRow } from '../../../../components/SwitchRow'
import { Tag } from '../../../../components/Tag'
import { TextField } from '../../../../components/TextField'
import { changeKind, makeAsk, makeOption, mostAsks, mostOptions } from './categoryDraft'

const kinds: { value: AskKind; label: string; note: string }[] = [
  { value: 'choice', label: '选一个', note: '从写好的答案里选' },
  { value: 'boolean', label: '是或不是', note: '一个开关' },
  { value: 'text', label: '写一句', note: '自己写，或说出来' },
]

interface AskFieldsProps {
  asks: readonly CategoryAsk[]
  /** Names of the rules that look at a question, by its key. */
  rulesByAsk: ReadonlyMap<string, readonly string[]>
  onChange: (asks: CategoryAsk[]) => void
}

/** What is asked after the tap. Each question costs the person a moment: few, and most of them optional. */
export function AskFields({ asks, rulesByAsk, onChange }: AskFieldsProps) {
  const set = (place: number, ask: CategoryAsk) => {
    onChange(asks.map((each, i) => (i === place ? ask : each)))
  }
  const swap = (place: number) => {
    const next = [...asks]
    const [ask] = next.splice(place, 1)
    if (ask) next.splice(place - 1, 0, ask)
    onChange(next)
  }
  return (
    <View className="stack">
      <Text className="text-block text-soft">
        点按钮以后再问，越少越好。改了只影响以后提的；已经提的，题目和回答都不变。
      </Text>
      {asks.map((ask, place) => (
        <Card key={ask.key}>
          <View className="stack">
            <View className="row-between">
              <Text className="text-strong">第 {place + 1} 题</Text>
              {rulesByAsk.has(ask.key) && <Tag text="派单规则在看" tone="info" icon="swap" />}
            </View>
            <AskField
              ask={ask}
              place={place}
              onChange={(changed) => {
                set(place, changed)
              }}
            />
            {rulesByAsk.has(ask.key) && (
              <Text className="text-block text-small text-soft">
                规则“{rulesByAsk.get(ask.key)?.join('”“')}”按这道题派单，去掉它，规则就用不上了。
              </Text>
            )}
            <View className="action-bar">
              {place > 0 && (
                <Button
                  text={`第 ${place + 1} 题往前排`}
                  icon="up"
                  onPress={() => {
                    swap(place)
                  }}
                />
              )}
              <Button
                text={`去掉第 ${place + 1} 题`}
                icon="trash"
                kind="danger"
                onPress={() => {
                  onChange(asks.filter((_, i) => i !== place))
                }}
              />
            </View>
          </View>
        </Card>
      ))}
      {asks.length < mostAsks && (
        <Button
          text="加一道题"
          icon="plus"
          onPress={() => {
            onChange([...asks, makeAsk()])
          }}
        />
      )}
    </View>
  )
}

interface AskFieldProps {
  ask: CategoryAsk
  place: number
  onChange: (ask: CategoryAsk) => void
}

function AskField({ ask, place, onChange }: AskFieldProps) {
  return (
    <View className="stack">
      <TextField
        label={`第 ${place + 1} 题问什么`}
        most={40}
        value={ask.label}
        onChange={(label) => {
          onChange({ ...ask, label })
        }}
      />
      <ChoiceList
        label={`第 ${place + 1} 题怎么答`}
        options={kinds}
        value={ask.kind}
        onChange={(kind) => {
          if (kind !== ask.kind) onChange(changeKind(ask, kind))
        }}
      />
      {ask.kind === 'choice' && (
        <OptionFields
          options={ask.options}
          onChange={(options) => {
            onChange({ ...ask, options })
          }}
        />
      )}
      {ask.kind !== 'text' && (
        <View className="list">
          <SwitchRow
            title="一定要答"
            note="不答就不能提交，请只用在非问不可的题"
            isOn={ask.isRequired}
            onChange={(isRequired) => {
              onChange({ ...ask, isRequired })
            }}
          />
        </View>
      )}
    </View>
  )
}

interface OptionFieldsProps {
  options: CategoryAsk['options']
  onChange: (options: CategoryAsk['options']) => void
}

function OptionFields({ options, onChange }: OptionFieldsProps) {
  return (
    <View className="stack">
      <Text className="text-block text-small text-soft">不要的答案，清空就行。</Text>
      {options.map((option, place) => (
        <TextField
          key={option.value}
          label={`答案 ${place + 1}`}
          most={20}
          value={option.label}
          onChange={(label) => {
            onChange(options.map((each, i) => (i === place ? { ...each, label } : each)))
          }}
        />
      ))}
      {options.length < mostOptions && (
        <Button
          text="加一个答案"
          icon="plus"
          onPress={() => {
            onChange([...options, makeOption()])
          }}
        />
      )}
    </View>
  )
}
