import { monthBillContracts } from '@linli/shared/elderCare/monthBill.contract'
import { route, type Route } from '../../../http/route'
import { listMonthBills, readUnitBill, viewUnitBill } from './monthBill.desk'
import { receiveMonthBill } from './monthBill.receive'
import { readOwnBill } from './monthBill.service'
import { writeMonthBills } from './monthBill.sheet'

export const monthBillRoutes: Route[] = [
  route(monthBillContracts.getMonthBill, ({ actor, query, deps }) => readOwnBill(actor, query, deps)),
  route(monthBillContracts.listMonthBills, ({ actor, query, deps }) => listMonthBills(actor, query, deps)),
  route(monthBillContracts.exportMonthBills, async ({ actor, query, deps, ctx }) => {
    const file = await writeMonthBills(actor, query, deps)
    ctx.attachment(`bills-${query.month}.xlsx`)
    return file
  }),
  route(monthBillContracts.getUnitMonthBill, async ({ actor, params, deps }) =>
    viewUnitBill(await readUnitBill(actor, params), deps),
  ),
  route(monthBillContracts.receiveMonthBill, async ({ actor, params, body, newId, deps }) =>
    viewUnitBill(await receiveMonthBill(actor, params, { fen: body.fen, pressId: newId }, deps), deps),
  ),
]
