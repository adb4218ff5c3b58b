import { useEffect, useRef, useState } from 'react'
import { useDraft } from '../../hooks/useDraft'
import { useLatest } from '../../hooks/useLatest'
import type { Tile } from '../../services/categories'
import type { NeedView } from '../../services/needs'
import { discard, onDelivered, useOutgoingStore, type OutgoingItem } from '../../services/outgoing'
import { intakeNeed } from '../../services/queue'
import type { Membership } from '../../services/session'
import { toApiError } from '../../services/apiError'
import { emptyForm, findMissing, toIntake, type IntakeForm } from './intakeForm'

interface Intake {
  form: IntakeForm
  change: (part: Partial<IntakeForm>) => void
  clear: () => void
  /** On its way; the form waits for it, so that nothing is sent twice. */
  outgoingId: string | undefined
  problem: string | undefined
  /** What the server made of it. */
  taken: NeedView | undefined
  send: (tile: Tile | undefined) => void
  startNext: () => void
}

/** The form of one intake: kept until it has arrived, sent once, also over a killed app. */
export function useIntake(membership: Membership): Intake {
  const draft = useDraft<IntakeForm>('intake', emptyForm(membership))
  const { value: form, draftKey } = draft
  const [problem, setProblem] = useState<string>()
  const [taken, setTaken] = useState<NeedView>()
  const isSending = useRef(false)
  const outgoing = useOutgoingStore(({ items }) => items.find((item) => isUnderWay(item, draftKey)))
  const latest = useLatest(draft)

  useEffect(
    () =>
      onDelivered((item) => {
        if (item.draftKey !== draftKey) return
        setTaken(readResult(item.id))
        latest.current.clear()
      }),
    [draftKey, latest],
  )
  const send: Intake['send'] = (tile) => {
    const missing = findMissing(form, tile)
    setProblem(missing)
    if (!tile || missing !== undefined || isSending.current || outgoing) return
    isSending.current = true
    const area = membership.areaCode ?? membership.community
    const { id, done } = intakeNeed(toIntake(form, tile, area), `登记：${tile.name}`, draftKey)
    done
      .catch((cause: unknown) => {
        discard(id)
        setProblem(toApiError(cause).message)
      })
      .finally(() => {
        isSending.current = false
      })
  }
  return {
    form,
    change: draft.change,
    clear: draft.clear,
    outgoingId: outgoing?.id,
    problem,
    taken,
    send,
    startNext: () => {
      setTaken(undefined)
    },
  }
}

function isUnderWay({ draftKey, state }: OutgoingItem, wanted: string): boolean {
  return draftKey === wanted && (state === 'waiting' || state === 'sending')
}

function readResult(id: string): NeedView | undefined {
  const item = useOutgoingStore.getState().items.find((one) => one.id === id)
  return item?.result as NeedView | undefined
}
