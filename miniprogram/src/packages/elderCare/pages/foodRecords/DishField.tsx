import { View } from '@tarojs/components'
import { FilterBar } from '../../../../components/FilterBar'
import { TextField } from '../../../../components/TextField'

interface DishFieldProps {
  value: string
  dishes: readonly string[]
  onChange: (dish: string) => void
}

/** A dish: one of those written down lately by one tap, or another one in words. */
export function DishField({ value, dishes, onChange }: DishFieldProps) {
  return (
    <View className="stack">
      <TextField label="菜名" value={value} most={20} isRequired onChange={onChange} />
      {dishes.length > 0 && (
        <FilterBar
          label="最近记过的菜"
          value={value}
          options={dishes.map((dish) => ({ value: dish, text: dish }))}
          onChange={onChange}
        />
      )}
    </View>
  )
}
