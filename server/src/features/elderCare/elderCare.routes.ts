import type { Route } from '../../http/route'
import { careCardRoutes } from './careCard.routes'
import { followUpRoutes } from './followUp.routes'
import { registerOrderHooks } from './order.hooks'
import { orderRoutes } from './order.routes'
import { providerRoutes } from './provider.routes'
import { serviceItemRoutes } from './serviceItem.routes'

registerOrderHooks()

/** Every route of elder care. */
export const elderCareRoutes: Route[] = [
  ...serviceItemRoutes,
  ...providerRoutes,
  ...orderRoutes,
  ...followUpRoutes,
  ...careCardRoutes,
]
