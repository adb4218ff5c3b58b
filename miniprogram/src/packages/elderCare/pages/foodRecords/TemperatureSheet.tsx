import {
  describeFoodLimit,
  isFoodTemperatureSafe,
  keepingNames,
  keepings,
  temperatureStageNames,
  temperatureStages,
  type Keeping,
  type TemperatureStage,
} from '@linli/shared/elderCare/foodRecord'
import { FilterBar } from '../../../../components/FilterBar'
import { FormSheet } from '../../../../components/FormSheet'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { DishField } from './DishField'
import type { FoodSheetProps } from './sheet.types'

interface Form {
  stage: TemperatureStage
  keeping: Keeping
  dish: string
  celsius: string
  measure: string
}

const empty: Form = { stage: 'out', keeping: 'hot', dish: '', celsius: '', measure: '' }

/** What the thermometer said, inside the food; too cold or too warm asks what was done. */
export function TemperatureSheet({ formKey, dishes, onSend, onClose }: FoodSheetProps) {
  const draft = useDraft<Form>(`${formKey}:temperature`, empty, onClose)
  const { value, change } = draft
  const { run, isBusy, problem } = useAction()
  const { stage, keeping, dish, measure } = value
  const isMeasured = value.celsius.trim() !== '' && Number.isFinite(Number(value.celsius))
  const celsius = Number(value.celsius)
  const isSafe = !isMeasured || isFoodTemperatureSafe(keeping, celsius)
  const isReady = isMeasured && dish.trim() !== '' && (isSafe || measure.trim() !== '')
  const send = () =>
    run(async () => {
      const said = isSafe ? {} : { measure }
      await onSend(
        { action: 'temperature', stage, keeping, dish, celsius, ...said, at: new Date().toISOString() },
        draft.draftKey,
      )
    })
  return (
    <FormSheet
      title="记温度"
      onClose={onClose}
      submitText="记下来"
      isBusy={isBusy || draft.isUnderWay}
      isDisabled={!isReady}
      problem={problem}
      onSubmit={() => void send()}
    >
      <FilterBar
        label="在哪里量的"
        value={stage}
        options={temperatureStages.map((each) => ({ value: each, text: temperatureStageNames[each] }))}
        onChange={(next) => {
          change({ stage: next })
        }}
      />
      <FilterBar
        label="热食还是冷食"
        value={keeping}
        options={keepings.map((each) => ({ value: each, text: keepingNames[each] }))}
        onChange={(next) => {
          change({ keeping: next })
        }}
      />
      <DishField
        value={dish}
        dishes={dishes}
        onChange={(next) => {
          change({ dish: next })
        }}
      />
      <TextField
        label="中心温度（℃）"
        type="digit"
        most={5}
        value={value.celsius}
        hint={describeFoodLimit(keeping)}
        error={isSafe ? undefined : `不合格，${describeFoodLimit(keeping)}，先不要送`}
        onChange={(text) => {
          change({ celsius: text })
        }}
      />
      {!isSafe && (
        <TextArea
          label="怎么处理的"
          value={measure}
          most={300}
          isRequired
          placeholder="比如：重新加热到 75 度再装盒"
          audience="社区和街道也会收到"
          onChange={(text) => {
            change({ measure: text })
          }}
        />
      )}
    </FormSheet>
  )
}
