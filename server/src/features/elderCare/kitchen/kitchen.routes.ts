import { closureContracts } from '@linli/shared/elderCare/closure.contract'
import { kitchenContracts } from '@linli/shared/elderCare/kitchen.contract'
import { foodRecordContracts } from '@linli/shared/elderCare/foodRecord.contract'
import { route, type Route } from '../../../http/route'
import { byOurClock } from '../../../lib/phoneClock'
import { addClosure, removeClosure } from '../providers/closure.service'
import { readFoodDay, writeFoodRecord } from './foodMeal.service'
import { writeFoodSheet } from './foodMeal.sheet'
import { readKitchenList, renderKitchenPage, writeKitchenSheet } from './kitchen.service'
import { viewProvider } from '../providers/provider.view'

export const kitchenRoutes: Route[] = [
  route(kitchenContracts.getKitchenList, ({ actor, params, query, deps }) =>
    readKitchenList(actor, params.id, query.day, deps),
  ),
  route(kitchenContracts.getKitchenSheet, async ({ actor, params, query, deps }) =>
    writeKitchenSheet(await readKitchenList(actor, params.id, query.day, deps)),
  ),
  route(kitchenContracts.getKitchenPrint, async ({ actor, params, query, deps }) =>
    renderKitchenPage(await readKitchenList(actor, params.id, query.day, deps)),
  ),
  route(foodRecordContracts.getFoodSheet, ({ actor, params, query }) =>
    writeFoodSheet(actor, params.id, query),
  ),
  route(foodRecordContracts.getFoodRecords, ({ actor, params, query, deps }) =>
    readFoodDay(actor, params.id, query.day, deps),
  ),
  route(foodRecordContracts.writeFoodRecord, ({ actor, params, body, sentAt, requestKey, deps }) =>
    writeFoodRecord(actor, params, byOurClock(body, sentAt, deps), requestKey, deps),
  ),
  route(closureContracts.addClosure, async ({ actor, params, body, deps }) => {
    const { unit, moved, calls } = await addClosure(actor, params.id, body, deps)
    return { provider: await viewProvider(unit, actor, deps), moved, calls }
  }),
  route(closureContracts.removeClosure, async ({ actor, params, deps }) =>
    viewProvider(await removeClosure(actor, params, deps), actor, deps),
  ),
]
