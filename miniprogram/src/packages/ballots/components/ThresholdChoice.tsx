import {
  commonThresholds,
  isSameThreshold,
  nameThreshold,
  type Threshold,
} from '@linli/shared/ballots/ballot'
import { LabelledChoice } from '../../../components/LabelledChoice'

interface ThresholdChoiceProps {
  label: string
  /** What null means, where it may be chosen. */
  none?: string
  value: Threshold | null
  onChange: (value: Threshold | null) => void
}

const noneValue = 'none'
const keyOf = (value: Threshold | null): string =>
  value ? `${value.numerator}/${value.denominator}/${String(value.isOver)}` : noneValue

/** A share out of those people have a word for, and the present one. */
export function ThresholdChoice({ label, none, value, onChange }: ThresholdChoiceProps) {
  const common = commonThresholds.map(({ threshold }) => threshold)
  const isOther = value !== null && !common.some((threshold) => isSameThreshold(threshold, value))
  const thresholds = isOther ? [...common, value] : common
  const options = [
    ...(none === undefined ? [] : [{ value: noneValue, label: none }]),
    ...thresholds.map((threshold) => ({ value: keyOf(threshold), label: nameThreshold(threshold) })),
  ]
  return (
    <LabelledChoice
      label={label}
      options={options}
      value={keyOf(value)}
      onChange={(chosen) => {
        onChange(thresholds.find((threshold) => keyOf(threshold) === chosen) ?? null)
      }}
    />
  )
}
