import {
  decideVerification as decideContract,
  listVerifications as listContract,
} from '@linli/shared/users/verification.contract'
import { route, type Route } from '../../http/route'
import { readAreaLabels } from '../areas/areaLabels'
import { readNamesakes } from './verification.namesake'
import { decideVerification, listVerifications } from './verification.service'
import { toVerificationView } from './verification.view'

export const verificationRoutes: Route[] = [
  route(listContract, async ({ actor, query, deps }) => {
    const users = await listVerifications(actor, query)
    const around = {
      buildingNames: await readAreaLabels(users.map((user) => user.verification?.building)),
      namesakes: await readNamesakes(users, deps),
    }
    const items = users.slice(0, query.limit).flatMap((user) => toVerificationView(user, around, deps))
    const last = items.at(-1)
    return users.length > query.limit && last ? { items, nextCursor: last.id } : { items }
  }),
  route(decideContract, async ({ actor, params, body, deps }) => ({
    id: params.id,
    state: await decideVerification(actor, params.id, body, deps),
  })),
]
