import { useEffect, useRef, useState } from 'react'
import { isUnderWay, onDelivered, useOutgoingStore, type OutgoingItem } from '../services/outgoing'
import { clearDraft, draftKeyOf, readDraft, saveDraft } from '../stores/drafts'
import { readUserId } from '../stores/session'
import { useLatest } from './useLatest'

interface Draft<T> {
  value: T
  change: (part: Partial<T>) => void
  /** Empties the form and forgets what was kept. */
  clear: () => void
  /** Give it to `submit({ draftKey })`: the draft is then kept until the server has it, and only then cleared. */
  draftKey: string
  /** What was sent with `draftKey` and is under way, or has arrived while the form is open: for `OutgoingNotice`. */
  outgoingId: string | undefined
  /** Under way, perhaps since before the program was killed: the form's button waits for it. */
  isUnderWay: boolean
}

/**
 * What a person types into a form; it survives a failure, a dropped network and a killed app.
 * @param onSent what was typed here has arrived, also when it was sent by an earlier opening of the form.
 */
export function useDraft<T extends object>(
  form: string,
  empty: T,
  onSent?: (item: OutgoingItem) => void,
): Draft<T> {
  const [draftKey] = useState(() => draftKeyOf(form, readUserId()))
  const [value, setValue] = useState<T>(() => ({
    ...empty,
    ...(readDraft(draftKey) as Partial<T> | undefined),
  }))
  const [arrivedId, setArrivedId] = useState<string>()
  const underWayId = useOutgoingStore(
    ({ items }) => items.find((item) => item.draftKey === draftKey && isUnderWay(item))?.id,
  )
  // A form that is closed meanwhile still keeps what it was told: React runs no update of what is gone.
  const held = useRef(value)
  const clear = () => {
    clearDraft(draftKey)
    held.current = empty
    setValue(empty)
  }
  const latest = useLatest({ clear, onSent })
  useEffect(
    () =>
      onDelivered((item) => {
        if (item.draftKey !== draftKey) return
        latest.current.clear()
        setArrivedId(item.id)
        latest.current.onSent?.(item)
      }),
    [draftKey, latest],
  )
  return {
    value,
    change: (part) => {
      held.current = { ...held.current, ...part }
      saveDraft(draftKey, held.current)
      setValue(held.current)
    },
    clear,
    draftKey,
    outgoingId: underWayId ?? arrivedId,
    isUnderWay: underWayId !== undefined,
  }
}
