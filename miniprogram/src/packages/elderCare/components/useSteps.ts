import { useMemo } from 'react'
import { listSteps, type CareAction, type CareOrder } from '../../../services/elderCare'
import { isUnderWay, useOutgoingStore, type OutgoingItem } from '../../../services/outgoing'

/** Steps that were pressed on this phone and have not arrived, the newest of each kind. */
type Steps = Partial<Record<CareAction, OutgoingItem>>

/** What of an order is still on this phone, also after the program was killed. */
export function useSteps(orderId: string): Steps {
  const items = useOutgoingStore((state) => state.items)
  return useMemo(() => Object.fromEntries(listSteps(items, orderId)), [items, orderId])
}

const beforeStart: readonly CareAction[] = [
  'depart',
  'start',
  'return',
  'assign',
  'move',
  'offer',
  'cancel',
  'noAnswer',
  'deliver',
]

/** Steps about the way and the door: pressed once they are pressed, wherever they are by now. */
const onTheWay: readonly CareAction[] = ['depart', 'noAnswer']

/** A proof that was typed where nobody could check it, and was wrong. */
const wrongProofs: readonly string[] = ['care.code_wrong', 'care.card_unknown', 'care.code_locked']

/** A visit that was begun without a network, with digits that turned out wrong: they are asked again. */
export const findWrongStart = ({ start }: Steps): OutgoingItem | undefined =>
  start?.state === 'refused' && wrongProofs.includes(start.problem?.code ?? '') ? start : undefined

/** What may be done next, where what was pressed counts already: who has begun without a network may finish. */
export function listActions({ actions }: Pick<CareOrder, 'actions'>, steps: Steps): CareAction[] {
  const { start, finish } = steps
  const isBegun = start !== undefined && actions.includes('start')
  const next = isBegun
    ? [...actions.filter((action) => !beforeStart.includes(action)), 'finish' as const]
    : [...actions]
  const mayStartAgain = isBegun && start.state === 'refused' && !findWrongStart(steps)
  const isEnded = finish !== undefined && isUnderWay(finish)
  const isTold = (action: CareAction) => {
    const step = steps[action]
    return onTheWay.includes(action) && step !== undefined && isUnderWay(step)
  }
  return [
    ...(mayStartAgain ? ['start' as const] : []),
    ...next.filter((each) => !(each === 'finish' && isEnded) && !isTold(each)),
  ]
}
