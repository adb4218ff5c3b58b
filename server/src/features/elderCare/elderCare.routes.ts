import type { Route } from '../../http/route'
import { absenceRoutes } from './absence.routes'
import { careCardRoutes } from './careCard.routes'
import { followUpRoutes } from './followUp.routes'
import { kitchenRoutes } from './kitchen.routes'
import { monthBillRoutes } from './monthBill.routes'
import { registerOrderHooks } from './order.hooks'
import { orderRoutes } from './order.routes'
import { registerPlanHooks } from './plan.hooks'
import { planRoutes } from './plan.routes'
import { providerRoutes } from './provider.routes'
import { serviceItemRoutes } from './serviceItem.routes'

registerOrderHooks()
registerPlanHooks()

/** Every route of elder care. */
export const elderCareRoutes: Route[] = [
  ...serviceItemRoutes,
  ...providerRoutes,
  ...absenceRoutes,
  ...orderRoutes,
  ...monthBillRoutes,
  ...planRoutes,
  ...kitchenRoutes,
  ...followUpRoutes,
  ...careCardRoutes,
]
