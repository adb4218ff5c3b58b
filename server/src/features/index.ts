import { areaRoutes } from './areas/area.routes'
import { mediaRoutes } from './media/media.routes'
import { messageRoutes } from './messages/message.routes'
import type { Route } from '../http/route'

/** Every route of the product. A feature that is not listed here does not exist. */
export const routes: readonly Route[] = [...areaRoutes, ...mediaRoutes, ...messageRoutes]
