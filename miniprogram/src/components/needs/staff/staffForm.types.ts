import type { NeedAction, NeedActionInput, NeedView } from '../../../services/needs'

/** Actions that only the resident ever takes; see ResidentActions. */
export const residentOnlyActions = ['withdraw', 'supplement', 'answer', 'confirm', 'rate'] as const
export type StaffAction = Exclude<NeedAction, (typeof residentOnlyActions)[number]>

/** What a form of its own gets, where the usual sheet cannot ask what an action needs. */
export interface StaffFormProps {
  need: NeedView
  title: string
  isBusy: boolean
  /** Why it was not done. */
  problem: string | undefined
  /** Resolves with whether it was done. Takes the key of the draft the words come from. */
  onSubmit: (body: NeedActionInput, draftKey: string) => Promise<boolean>
  onClose: () => void
}
