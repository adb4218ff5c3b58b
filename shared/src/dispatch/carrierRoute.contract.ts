import { z } from 'zod'
import { defineContract } from '../contract'
import { orderActions, orderStates } from '../elderCare/order.state'
import { proofs } from '../elderCare/serviceItem'
import { day, id, instant } from '../schemas'

const stop = z.object({
  orderId: id,
  version: z.number().int(),
  state: z.enum(orderStates),
  stateText: z.string(),
  itemName: z.string(),
  unitName: z.string(),
  name: z.string(),
  /** Where and whom to call; gone once it is over. */
  address: z.string().optional(),
  phone: z.string().optional(),
  /** What is printed on the box. */
  diet: z.array(z.string()),
  /** When it is agreed to be there: before its round nobody was at the door. */
  startsAt: instant,
  timeText: z.string(),
  leaveByText: z.string(),
  eatByText: z.string(),
  eatBy: instant,
  /** Given to this carrier; else whoever of the kitchen comes first takes it along. */
  isMine: z.boolean(),
  isLate: z.boolean(),
  /** The door stayed shut, and nobody knows yet whether she is well. */
  isSafetyOpen: z.boolean(),
  isDone: z.boolean(),
  proofs: z.array(z.enum(proofs)),
  /** What may be done at this door now. */
  actions: z.array(z.enum(orderActions)),
})
export type CarrierStop = z.output<typeof stop>

const carrierRoute = z.object({
  day,
  dayText: z.string(),
  /** In the order of the round: by the planner where there is a plan, else by time, building and floor. */
  stops: z.array(stop),
  isPlanned: z.boolean(),
})
export type CarrierRoute = z.output<typeof carrierRoute>

export const carrierRouteContracts = {
  getCarrierRoute: defineContract({
    method: 'get',
    path: '/api/elder-care/carrier-route',
    summary: '我今天要送的餐，按走的顺序：门牌、忌口、几点前出发、几点前吃完',
    access: ['unitStaff', 'volunteer'],
    query: z.strictObject({ day: day.optional() }),
    response: carrierRoute,
    success: 200,
  }),
}
