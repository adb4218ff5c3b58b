import { careCardContracts } from '@linli/shared/elderCare/careCard.contract'
import { clientContracts } from '@linli/shared/elderCare/client.contract'
import { route, type Route } from '../../../http/route'
import { findClients } from './client.search'
import { issueCard, revokeCards } from './careCard.service'

export const careCardRoutes: Route[] = [
  route(careCardContracts.issueCareCard, async ({ actor, body, deps }) => ({
    html: await issueCard(actor, body.personId, deps),
  })),
  route(clientContracts.findClients, async ({ actor, body, deps }) => ({
    items: await findClients(actor, body, deps),
  })),
  route(careCardContracts.revokeCareCards, async ({ actor, body, deps }) => ({
    ended: await revokeCards(actor, body.personId, deps),
  })),
]
