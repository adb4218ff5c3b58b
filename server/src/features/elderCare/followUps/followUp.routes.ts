import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import { route, type Route } from '../../../http/route'
import { assertThat } from '../../../lib/appError'
import { endFollowUp } from './followUp.end'
import { listFollowUps } from './followUp.service'
import { viewFollowUps } from './followUp.view'

export const followUpRoutes: Route[] = [
  route(followUpContracts.listFollowUps, async ({ actor, query, deps }) => ({
    items: await viewFollowUps(await listFollowUps(actor, query), deps),
  })),
  route(followUpContracts.endFollowUp, async ({ actor, params, body, deps }) => {
    const [ended] = await viewFollowUps([await endFollowUp(actor, params.id, body, deps)], deps)
    assertThat(ended, 'record.not_found')
    return ended
  }),
]
