import { View } from '@tarojs/components'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Section } from '../../../../components/Section'
import { TextField } from '../../../../components/TextField'

export interface VitalsForm {
  systolic: string
  diastolic: string
  pulse: string
  temperature: string
  glucose: string
}

const fields: readonly { key: keyof VitalsForm; label: string }[] = [
  { key: 'systolic', label: '高压（毫米汞柱）' },
  { key: 'diastolic', label: '低压（毫米汞柱）' },
  { key: 'pulse', label: '脉搏（次/分）' },
  { key: 'temperature', label: '体温（度，可不量）' },
  { key: 'glucose', label: '血糖（毫摩尔/升，可不量）' },
]

/** What was filled in, as numbers. */
export function readVitals(form: VitalsForm): Partial<Record<keyof VitalsForm, number>> {
  const given = fields.map(({ key }) => [key, Number(form[key])] as const)
  return Object.fromEntries(given.filter(([key, value]) => form[key].trim() !== '' && Number.isFinite(value)))
}

/** High and low written the wrong way round: nobody's blood pressure is so. */
export function isSwapped(form: VitalsForm): boolean {
  const { systolic, diastolic } = readVitals(form)
  return systolic !== undefined && diastolic !== undefined && systolic <= diastolic
}

interface VitalsFieldsProps {
  title: string
  value: VitalsForm
  onChange: (value: VitalsForm) => void
}

/** Blood pressure and pulse before or after a service. */
export function VitalsFields({ title, value, onChange }: VitalsFieldsProps) {
  return (
    <Section title={title}>
      <View className="stack">
        {fields.map(({ key, label }) => (
          <TextField
            key={key}
            label={`${title}${label}`}
            type="digit"
            most={5}
            value={value[key]}
            onChange={(text) => {
              onChange({ ...value, [key]: text })
            }}
          />
        ))}
        {isSwapped(value) && <ErrorNotice message={`${title}的高压要比低压高，请看看是不是写反了。`} />}
      </View>
    </Section>
  )
}
