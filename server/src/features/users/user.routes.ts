import type { Route } from '../../http/route'
import { registerBuildingMove } from '../areas/buildingMove.hooks'
import { registerPersonChange } from '../register/person.hooks'
import { auditRoutes } from '../audit/audit.routes'
import { authRoutes } from './auth.routes'
import { joinCodeRoutes } from './joinCode.routes'
import { membershipRoutes } from './membership.routes'
import { meRoutes } from './me.routes'
import { ownDataRoutes } from './ownData.routes'
import { peopleRoutes } from './people.routes'
import { followPresence } from './presence.service'
import { registerPersonLink } from './userHooks'
import { followAccounts } from './user.buildingMove'
import { verificationRoutes } from './verification.routes'

registerBuildingMove('accounts', followAccounts)
registerPersonChange('accounts', (personId, _, deps) => followPresence(personId, deps))
registerPersonLink({ name: 'presence', follow: (_, personId, deps) => followPresence(personId, deps) })

/** Everything about who a person is. */
export const userRoutes: Route[] = [
  ...authRoutes,
  ...meRoutes,
  ...ownDataRoutes,
  ...joinCodeRoutes,
  ...verificationRoutes,
  ...membershipRoutes,
  ...peopleRoutes,
  ...auditRoutes,
]
