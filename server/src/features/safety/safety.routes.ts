import type { Route } from '../../http/route'
import { checkInRoutes } from './checkIn.routes'
import { dutyRoutes } from './duty.routes'
import { registerSafetyHooks } from './safety.hooks'
import { sosRoutes } from './sos.routes'

registerSafetyHooks()

/** Every route of safety: the call for help, 报平安, and who has duty. */
export const safetyRoutes: Route[] = [...sosRoutes, ...checkInRoutes, ...dutyRoutes]
