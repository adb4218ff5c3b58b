import {
  describeFoodLimit,
  isFoodTemperatureSafe,
  keepingNames,
  keepings,
  type Keeping,
} from '@linli/shared/elderCare/foodRecord'
import { FilterBar } from '../../../components/FilterBar'
import { TextArea, TextField } from '../../../components/TextField'

/** What the thermometer said at the door, as it is typed; empty where nobody measured. */
export interface Measured {
  keeping: Keeping
  celsius: string
  measure: string
}

export const unmeasured: Measured = { keeping: 'hot', celsius: '', measure: '' }

const isMeasured = ({ celsius }: Measured): boolean => celsius.trim() !== ''
const isNumber = ({ celsius }: Measured): boolean => Number.isFinite(Number(celsius))
const isSafe = ({ keeping, celsius }: Measured): boolean => isFoodTemperatureSafe(keeping, Number(celsius))

/** Nothing, a safe temperature, or an unsafe one with what was done. */
export const isTemperatureReady = (value: Measured): boolean =>
  !isMeasured(value) || (isNumber(value) && (isSafe(value) || value.measure.trim() !== ''))

/** The part of a handover that tells it. */
export function readTemperature(value: Measured) {
  if (!isMeasured(value)) return {}
  const { keeping, celsius, measure } = value
  return { temperature: { keeping, celsius: Number(celsius), ...(isSafe(value) ? {} : { measure }) } }
}

interface HandoverTemperatureProps {
  value: Measured
  onChange: (change: Partial<Measured>) => void
}

/** For whoever carries a thermometer, staff of the kitchen or a volunteer: one number, more only where it is unsafe. */
export function HandoverTemperature({ value, onChange }: HandoverTemperatureProps) {
  const { keeping, celsius, measure } = value
  const isUnsafe = isMeasured(value) && isNumber(value) && !isSafe(value)
  return (
    <>
      <TextField
        label="交到手上时的温度（℃，量了就填）"
        type="digit"
        most={5}
        value={celsius}
        hint={describeFoodLimit(keeping)}
        error={isUnsafe ? `不合格，${describeFoodLimit(keeping)}` : undefined}
        onChange={(text) => {
          onChange({ celsius: text })
        }}
      />
      {isMeasured(value) && (
        <FilterBar
          label="热食还是冷食"
          value={keeping}
          options={keepings.map((each) => ({ value: each, text: keepingNames[each] }))}
          onChange={(next) => {
            onChange({ keeping: next })
          }}
        />
      )}
      {isUnsafe && (
        <TextArea
          label="怎么处理的"
          value={measure}
          most={300}
          isRequired
          placeholder="比如：请长者热透了再吃，已告诉食堂"
          audience="食堂和社区也会收到"
          onChange={(text) => {
            onChange({ measure: text })
          }}
        />
      )}
    </>
  )
}
