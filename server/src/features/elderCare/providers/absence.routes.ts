import { absenceContracts } from '@linli/shared/elderCare/absence.contract'
import { route, type Route } from '../../../http/route'
import { addAbsence, removeAbsence } from './absence.service'
import { viewProvider } from './provider.view'

export const absenceRoutes: Route[] = [
  route(absenceContracts.addAbsence, async ({ actor, params, body, deps }) => {
    const { unit, returned } = await addAbsence(actor, params, body, deps)
    return { provider: await viewProvider(unit, actor, deps), returned }
  }),
  route(absenceContracts.removeAbsence, async ({ actor, params, deps }) =>
    viewProvider(await removeAbsence(actor, params, deps), actor, deps),
  ),
]
