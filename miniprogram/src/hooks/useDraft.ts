import { useState } from 'react'
import { clearDraft, draftKeyOf, readDraft, saveDraft } from '../stores/drafts'
import { readUserId } from '../stores/session'

interface Draft<T> {
  value: T
  change: (part: Partial<T>) => void
  /** Empties the form and forgets what was kept. */
  clear: () => void
  /** Give it to `submit({ draftKey })`: the draft is then cleared once the server has answered. */
  draftKey: string
}

/** What a person types into a form; it survives a failure, a dropped network and a killed app. */
export function useDraft<T extends object>(form: string, empty: T): Draft<T> {
  const [draftKey] = useState(() => draftKeyOf(form, readUserId()))
  const [value, setValue] = useState<T>(() => ({
    ...empty,
    ...(readDraft(draftKey) as Partial<T> | undefined),
  }))
  return {
    value,
    change: (part) => {
      setValue((before) => {
        const after = { ...before, ...part }
        saveDraft(draftKey, after)
        return after
      })
    },
    clear: () => {
      clearDraft(draftKey)
      setValue(empty)
    },
    draftKey,
  }
}
