import { useMemo } from 'react'
import type { CareAction, CareOrder } from '../../../services/elderCare'
import { isUnderWay, useOutgoingStore, type OutgoingItem } from '../../../services/outgoing'

/** Steps that were pressed on this phone and have not arrived, the newest of each kind. */
type Steps = Partial<Record<CareAction, OutgoingItem>>

function readAction({ request }: OutgoingItem): CareAction | undefined {
  const { action } = JSON.parse(request.body ?? '{}') as { action?: CareAction }
  return action
}

/** What of an order is still on this phone, also after the program was killed. */
export function useSteps(orderId: string): Steps {
  const items = useOutgoingStore((state) => state.items)
  return useMemo(() => {
    const own = items.filter(
      ({ state, request }) =>
        state !== 'delivered' && request.path === `/api/elder-care/orders/${orderId}/actions`,
    )
    return Object.fromEntries(own.map((item) => [readAction(item) ?? '', item]))
  }, [items, orderId])
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

/** What may be done next, where what was pressed counts already: who has begun without a network may finish. */
export function listActions({ actions }: Pick<CareOrder, 'actions'>, { start, finish }: Steps): CareAction[] {
  const isBegun = start !== undefined && actions.includes('start')
  const next = isBegun
    ? [...actions.filter((action) => !beforeStart.includes(action)), 'finish' as const]
    : [...actions]
  const mayStartAgain = isBegun && start.state === 'refused'
  const isEnded = finish !== undefined && isUnderWay(finish)
  return [
    ...(mayStartAgain ? ['start' as const] : []),
    ...next.filter((each) => each !== 'finish' || !isEnded),
  ]
}
