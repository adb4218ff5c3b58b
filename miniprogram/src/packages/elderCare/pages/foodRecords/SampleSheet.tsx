import { foodRules } from '@linli/shared/elderCare/foodRecord'
import { Text } from '@tarojs/components'
import { FormSheet } from '../../../../components/FormSheet'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { DishField } from './DishField'
import type { FoodSheetProps } from './sheet.types'

const empty = { dish: '', grams: String(foodRules.sampleGrams) }

/** One dish of which a sample was put into the fridge. */
export function SampleSheet({ formKey, dishes, onSend, onClose }: FoodSheetProps) {
  const draft = useDraft(`${formKey}:sample`, empty, onClose)
  const { value, change } = draft
  const { run, isBusy, problem } = useAction()
  const grams = Number(value.grams)
  const isEnough = Number.isInteger(grams) && grams >= foodRules.sampleGrams
  const send = () =>
    run(async () => {
      await onSend(
        { action: 'sample', dish: value.dish, grams, at: new Date().toISOString() },
        draft.draftKey,
      )
    })
  return (
    <FormSheet
      title="记留样"
      onClose={onClose}
      submitText="留好了，记下来"
      isBusy={isBusy || draft.isUnderWay}
      isDisabled={value.dish.trim() === '' || !isEnough}
      problem={problem}
      onSubmit={() => void send()}
    >
      <DishField
        value={value.dish}
        dishes={dishes}
        onChange={(dish) => {
          change({ dish })
        }}
      />
      <TextField
        label="留了多少克"
        type="number"
        most={4}
        value={value.grams}
        error={isEnough ? undefined : `每样菜至少留 ${foodRules.sampleGrams} 克`}
        onChange={(text) => {
          change({ grams: text })
        }}
      />
      <Text className="text-block text-small text-soft">
        用洗净消毒的密闭盒子分开装，放进留样冰箱，放满 {foodRules.sampleHours} 小时。
      </Text>
    </FormSheet>
  )
}
