import { Text, View } from '@tarojs/components'
import { ChoiceList } from '../../../../components/ChoiceList'
import { MultiChoice } from '../../../../components/MultiChoice'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextField } from '../../../../components/TextField'
import { useRemote } from '../../../../hooks/useRemote'
import { listAreas, listEstates } from '../../../../services/areas'
import type { Definition } from '../../../../services/rules'
import { windowDayNames } from '../../components/ruleWords'
import { useCategories } from '../../components/useCategories'
import type { RuleDraft } from './ruleDraft'

interface ConditionFieldsProps {
  area: string
  value: RuleDraft
  onChange: (part: Partial<RuleDraft>) => void
}

const estates = [
  { value: 'any' as const, label: '都用' },
  { value: 'withProperty' as const, label: '有物业的小区' },
  { value: 'withoutProperty' as const, label: '没有物业的小区' },
]
const days = (Object.keys(windowDayNames) as (keyof typeof windowDayNames)[]).map((value) => ({
  value,
  label: windowDayNames[value],
}))

/** All that is chosen must hold; what is left empty asks nothing. */
export function ConditionFields({ area, value, onChange }: ConditionFieldsProps) {
  const definitions = useCategories(area)
  const places = useRemote(`places:${area}`, () => listPlaces(area)).data ?? []
  return (
    <View className="stack-loose">
      <Text className="text-block text-soft">选了的都要符合；不选就是不限。</Text>
      <MultiChoice
        label="类别"
        options={definitions.map(({ code, name, isClosed }) => ({
          value: code,
          text: isClosed ? `${name}（停用）` : name,
        }))}
        value={value.categories}
        onChange={(categories) => {
          onChange({ categories })
        }}
      />
      <AnswerFields
        definitions={definitions.filter(({ code }) => value.categories.includes(code))}
        value={value.answers}
        onChange={(answers) => {
          onChange({ answers })
        }}
      />
      {places.length > 0 && (
        <MultiChoice
          label="地方"
          options={places}
          value={value.places}
          onChange={(chosen) => {
            onChange({ places: chosen })
          }}
        />
      )}
      <View className="field-label">小区</View>
      <ChoiceList
        label="小区"
        options={estates}
        value={value.estate}
        onChange={(estate) => {
          onChange({ estate })
        }}
      />
      <TimeFields value={value} onChange={onChange} />
    </View>
  )
}

function TimeFields({ value, onChange }: Pick<ConditionFieldsProps, 'value' | 'onChange'>) {
  return (
    <View className="stack">
      <View className="list">
        <SwitchRow
          title="只在一段时间用"
          note="比如下班以后转给值班"
          isOn={value.hasTime}
          onChange={(hasTime) => {
            onChange({ hasTime })
          }}
        />
      </View>
      {value.hasTime && (
        <>
          <View className="field-label">哪些天</View>
          <ChoiceList
            label="哪些天"
            options={days}
            value={value.days}
            onChange={(day) => {
              onChange({ days: day })
            }}
          />
          <TextField
            label="从几点"
            hint="写成 17:00 这样。"
            most={5}
            value={value.from}
            onChange={(from) => {
              onChange({ from })
            }}
          />
          <TextField
            label="到几点"
            hint="比开始早，就是到第二天。"
            most={5}
            value={value.to}
            onChange={(to) => {
              onChange({ to })
            }}
          />
        </>
      )}
    </View>
  )
}

const yesOrNo = [
  { value: 'true', text: '是' },
  { value: 'false', text: '不是' },
]

interface AnswerFieldsProps {
  definitions: readonly Definition[]
  value: RuleDraft['answers']
  onChange: (answers: RuleDraft['answers']) => void
}

/** What residents answered to the questions of the chosen categories. */
function AnswerFields({ definitions, value, onChange }: AnswerFieldsProps) {
  const asks = definitions.flatMap((item) => item.asks).filter(({ kind }) => kind !== 'text')
  const unique = [...new Map(asks.map((ask) => [ask.key, ask])).values()]
  return (
    <>
      {unique.map(({ key, label, kind, options }) => (
        <MultiChoice
          key={key}
          label={`回答“${label}”`}
          options={
            kind === 'boolean'
              ? yesOrNo
              : options.map((option) => ({ value: option.value, text: option.label }))
          }
          value={value.find((answer) => answer.key === key)?.values ?? []}
          onChange={(values) => {
            const others = value.filter((answer) => answer.key !== key)
            onChange(values.length > 0 ? [...others, { key, values }] : others)
          }}
        />
      ))}
    </>
  )
}

/** Areas right below one, and in a community its estates. */
async function listPlaces(area: string): Promise<{ value: string; text: string }[]> {
  const isCommunity = area.length === 12
  const [areas, estatesHere] = await Promise.all([
    listAreas(area),
    isCommunity ? listEstates(area) : { items: [] },
  ])
  return [...areas.items, ...estatesHere.items].map(({ code, name }) => ({ value: code, text: name }))
}
