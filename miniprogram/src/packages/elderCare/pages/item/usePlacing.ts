import type { Settlement } from '@linli/shared/elderCare/order.state'
import { useState } from 'react'
import { useSubmit } from '../../../../hooks/useSubmit'
import {
  intakeOrder,
  isStaffSource,
  placeOrder,
  type CareOrder,
  type Proposal,
  type SlotOption,
} from '../../../../services/elderCare'

/** Takes a time: for oneself, by a bond, or as staff for someone at the counter or on the phone. */
export function usePlacing(
  { code, name }: Proposal['item'],
  { person, source }: { person: string | undefined; source: string | undefined },
) {
  const [order, setOrder] = useState<CareOrder>()
  const [withdrawn, setWithdrawn] = useState<CareOrder>()
  const [outgoingId, setOutgoingId] = useState<string>()
  const settle = useSubmit()
  return {
    order,
    outgoingId,
    place: async ({ offeringId, startsAt, selfPaidFen, clashText }: SlotOption, settlement: Settlement) => {
      // It was read above the button what else there is at that time.
      const beside = clashText === undefined ? {} : { besideOthers: true as const }
      const how = { ...beside, ...(settlement === 'station' ? {} : { settlement }) }
      const wanted = { itemCode: code, offeringId, startsAt, selfPaidFen, ...how }
      const isStaff = person !== undefined && isStaffSource(source)
      const sent = isStaff
        ? intakeOrder({ ...wanted, personId: person, source }, name)
        : placeOrder({ ...wanted, ...(person === undefined ? {} : { personId: person }) }, name)
      setOutgoingId(sent.id)
      setOrder(await settle(sent))
      setOutgoingId(undefined)
    },
    /** What was pressed back, until she wants to book again. */
    withdrawn,
    withdraw: () => {
      setWithdrawn(order)
      setOrder(undefined)
    },
    again: () => {
      setWithdrawn(undefined)
    },
  }
}
