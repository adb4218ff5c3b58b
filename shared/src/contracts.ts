import { areaContracts } from './areas/area.contract'
import { gridCardContracts } from './areas/gridCard.contract'
import { unitContracts } from './areas/unit.contract'
import { needContracts } from './needs/need.contract'
import type { Contract } from './contract'
import { mediaContracts } from './media/media.contract'
import { deliveryContracts } from './messages/delivery.contract'
import { messageContracts } from './messages/message.contract'
import { subscriptionContracts } from './messages/subscription.contract'

/** Every endpoint of the product, by operation id: OpenAPI and the walk-through tests read this list. */
export const contracts: Record<string, Contract> = {
  ...areaContracts,
  ...unitContracts,
  ...gridCardContracts,
  ...needContracts,
  ...mediaContracts,
  ...messageContracts,
  ...subscriptionContracts,
  ...deliveryContracts,
}
