import type { Route } from '../../http/route'
import { absenceRoutes } from './providers/absence.routes'
import { careCardRoutes } from './clients/careCard.routes'
import { followUpRoutes } from './followUps/followUp.routes'
import { kitchenRoutes } from './kitchen/kitchen.routes'
import { monthBillRoutes } from './bills/monthBill.routes'
import { registerOrderHooks } from './orders/order.hooks'
import { orderRoutes } from './orders/order.routes'
import { registerPlanHooks } from './plans/plan.hooks'
import { planRoutes } from './plans/plan.routes'
import { providerRoutes } from './providers/provider.routes'
import { serviceItemRoutes } from './catalogue/serviceItem.routes'

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
