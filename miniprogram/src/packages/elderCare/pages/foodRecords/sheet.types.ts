import type { FoodRecordInput } from '../../../../services/foodRecords'

export interface FoodSheetProps {
  formKey: string
  dishes: readonly string[]
  onSend: (body: FoodRecordInput, draftKey: string) => Promise<void>
  onClose: () => void
}
