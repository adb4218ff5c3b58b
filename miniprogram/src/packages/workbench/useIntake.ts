import { useState } from 'react'
import { useDraft } from '../../hooks/useDraft'
import type { Tile } from '../../services/categories'
import type { NeedView } from '../../services/needs'
import { discard } from '../../services/outgoing'
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
  const [problem, setProblem] = useState<string>()
  const [taken, setTaken] = useState<NeedView>()
  const draft = useDraft<IntakeForm>('intake', emptyForm(membership), (item) => {
    setTaken(item.result as NeedView)
  })
  const { value: form, draftKey, isUnderWay } = draft
  const send: Intake['send'] = (tile) => {
    const missing = findMissing(form, tile)
    setProblem(missing)
    if (!tile || missing !== undefined || isUnderWay) return
    const area = membership.areaCode ?? membership.community
    const { id, done } = intakeNeed(toIntake(form, tile, area), `登记：${tile.name}`, draftKey)
    done.catch((cause: unknown) => {
      discard(id)
      setProblem(toApiError(cause).message)
    })
  }
  return {
    form,
    change: draft.change,
    clear: draft.clear,
    outgoingId: isUnderWay ? draft.outgoingId : undefined,
    problem,
    taken,
    send,
    startNext: () => {
      setTaken(undefined)
    },
  }
}
