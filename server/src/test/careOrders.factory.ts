import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { sweepOrders } from '../features/elderCare/orders/order.sweep'
import { moveOutbox } from '../features/messages/outbox.mover'
import {
  buildCatalogue,
  buildElder,
  buildProvider,
  type TestElder,
  type TestProvider,
} from './elderCare.factory'
import { newKey } from './needs.factory'
import type { TestApp } from './testApp'
import { buildSecretary, type TestUser } from './users.factory'

/** Who meets at an order: she, the desk of her community, and one unit. */
export interface CareScene {
  elder: TestElder
  secretary: TestUser
  unit: TestProvider
}

/** Monday, 10:00 in Shanghai, with the catalogue and a unit that offers nothing yet. */
export async function openCareScene(
  { deps }: TestApp,
  provider: Parameters<typeof buildProvider>[0] = {},
): Promise<CareScene> {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  const elder = await buildElder(deps)
  const secretary = await buildSecretary()
  return { elder, secretary, unit: await buildProvider({ certificates: ['careWorker'], ...provider }) }
}

interface Id {
  id: string
}

/** What is pressed on orders, and what the clock does. */
export function makeCareOrders({ api, deps }: TestApp) {
  const { getProposal, placeOrder, actOnOrder, getOrder } = orderContracts

  const look = (user: TestUser, { id }: Id): Promise<OrderView> => api(user).ok(getOrder, { params: { id } })

  const press = (user: TestUser, { id }: Id, body: OrderActionInput) =>
    api(user).call(actOnOrder, { params: { id }, body, requestKey: newKey() })

  const act = (user: TestUser, { id }: Id, body: OrderActionInput): Promise<OrderView> =>
    api(user).ok(actOnOrder, { params: { id }, body, requestKey: newKey() })

  async function sweep(): Promise<void> {
    await sweepOrders(deps)
    await moveOutbox(deps)
  }

  /** The first thing that is proposed to her, as it is booked. */
  async function findFirst(user: TestUser, itemCode: string) {
    const { proposal } = await api(user).ok(getProposal, { params: { code: itemCode } })
    if (!proposal) throw new Error(`nothing proposed for ${itemCode}`)
    const { offeringId, startsAt } = proposal
    return { itemCode, offeringId, startsAt }
  }

  /** Books it, and lets the undo run out: the unit has it then. */
  async function bookFirst(user: TestUser, itemCode: string): Promise<OrderView> {
    const body = await findFirst(user, itemCode)
    const order = await api(user).ok(placeOrder, { body, requestKey: newKey() })
    deps.clock.advance(9, 'seconds')
    await sweep()
    return look(user, order)
  }

  return { look, press, act, sweep, findFirst, bookFirst }
}
