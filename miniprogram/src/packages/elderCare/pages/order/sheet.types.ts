import type { CareOrder, OrderActionInput } from '../../../../services/elderCare'

export interface OrderSheetProps {
  order: CareOrder
  /** Rejects with the server's refusal; what was typed stays. */
  onSend: (body: OrderActionInput, draftKey?: string) => Promise<void>
  onClose: () => void
}
