import { careCardContracts } from '@linli/shared/elderCare/careCard.contract'
import { route, type Route } from '../../http/route'
import { issueCard, revokeCards } from './careCard.service'

export const careCardRoutes: Route[] = [
  route(careCardContracts.issueCareCard, async ({ actor, body, deps }) => ({
    html: await issueCard(actor, body.personId, deps),
  })),
  route(careCardContracts.revokeCareCards, async ({ actor, body, deps }) => ({
    ended: await revokeCards(actor, body.personId, deps),
  })),
]
