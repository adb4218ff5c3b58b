import { weekdayNames } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { ChoiceList } from '../../../components/ChoiceList'
import { MultiChoice } from '../../../components/MultiChoice'
import { TextField } from '../../../components/TextField'
import { mostSpans, type HoursDraft } from './hours'

interface HoursFieldsProps {
  label: string
  value: HoursDraft
  onChange: (value: HoursDraft) => void
}

const kinds = [
  { value: 'hours' as const, label: '按钟点' },
  { value: 'always' as const, label: '全天 24 小时' },
  { value: 'none' as const, label: '先不写', note: '居民看不到开门时间' },
]
const days = [
  { value: 'workdays' as const, label: '工作日', note: '放假不开，调休上班的周末开' },
  { value: 'daily' as const, label: '每天', note: '放假也开' },
  { value: 'chosen' as const, label: '选星期几', note: '法定节假日不开' },
]
// Weeks begin on Monday here.
const weekdays = [1, 2, 3, 4, 5, 6, 0].map((day) => ({ value: String(day), text: weekdayNames[day] ?? '' }))

/** When somebody is there: days, and one or more spans of the day. */
export function HoursFields({ label, value, onChange }: HoursFieldsProps) {
  return (
    <View className="stack">
      <View className="field-label">{label}</View>
      <ChoiceList
        label={label}
        options={kinds}
        value={value.kind}
        onChange={(kind) => {
          onChange({ ...value, kind })
        }}
      />
      {value.kind === 'hours' && (
        <>
          <View className="field-label">哪些天</View>
          <ChoiceList
            label="哪些天"
            options={days}
            value={value.days}
            onChange={(chosen) => {
              onChange({ ...value, days: chosen })
            }}
          />
          {value.days === 'chosen' && (
            <MultiChoice
              label="星期几"
              options={weekdays}
              value={value.weekdays}
              onChange={(chosen) => {
                onChange({ ...value, weekdays: chosen })
              }}
            />
          )}
          <SpanFields value={value} onChange={onChange} />
        </>
      )}
    </View>
  )
}

function SpanFields({ value, onChange }: Omit<HoursFieldsProps, 'label'>) {
  const { spans } = value
  const set = (place: number, part: Partial<HoursDraft['spans'][number]>) => {
    onChange({ ...value, spans: spans.map((span, i) => (i === place ? { ...span, ...part } : span)) })
  }
  const name = (place: number) => (spans.length > 1 ? `第 ${place + 1} 段` : '')
  return (
    <>
      {spans.map((span, place) => (
        <View key={place} className="stack">
          <TextField
            label={`${name(place)}几点开门`}
            hint="写成 09:00 这样。"
            most={5}
            value={span.from}
            onChange={(from) => {
              set(place, { from })
            }}
          />
          <TextField
            label={`${name(place)}几点关门`}
            most={5}
            value={span.to}
            onChange={(to) => {
              set(place, { to })
            }}
          />
        </View>
      ))}
      <View className="action-bar">
        {spans.length < mostSpans && (
          <Button
            text="再加一段（中午休息时）"
            icon="plus"
            onPress={() => {
              onChange({ ...value, spans: [...spans, { from: '', to: '' }] })
            }}
          />
        )}
        {spans.length > 1 && (
          <Button
            text="去掉最后一段"
            icon="minus"
            onPress={() => {
              onChange({ ...value, spans: spans.slice(0, -1) })
            }}
          />
        )}
      </View>
    </>
  )
}
