import { payBillContracts } from '@linli/shared/payments/payBill.contract'
import { paymentContracts, paymentTaskContracts } from '@linli/shared/payments/payment.contract'
import { readRawBody } from '../../http/rawBody'
import { route, type Route } from '../../http/route'
import { getBill, listBills, repeatBill } from './payBill.service'
import { listPayees, setPayee } from './payee.service'
import { checkPayment, getPayable, readPayment, startPayment } from './payment.service'
import { viewPayment, viewPaymentTasks } from './payment.view'
import { findCashierUrl } from './cashier'
import { receivePayNotice } from './payNotice.service'
import { endPaymentTask, listPaymentTasks, retryPaymentTask } from './paymentTask.service'
import type { PaymentTaskRecord } from './paymentTask.model'
import { assertThat } from '../../lib/appError'

async function viewTask(task: PaymentTaskRecord) {
  const [view] = await viewPaymentTasks([task])
  assertThat(view, 'record.not_found')
  return view
}

export const paymentRoutes: Route[] = [
  route(paymentContracts.getPayable, async ({ actor, params, deps }) => {
    const { payment, payBy, ...payable } = await getPayable(actor, params, deps)
    return {
      ...payable,
      payBy: payBy.toISOString(),
      ...(payment ? { payment: viewPayment(payment) } : {}),
    }
  }),
  route(paymentContracts.startPayment, async ({ actor, params, body, deps }) => {
    const { payment, parameters } = await startPayment(actor, params, body, deps)
    return { payment: viewPayment(payment), parameters, ...findCashierUrl(parameters, deps) }
  }),
  route(paymentContracts.getPayment, async ({ actor, params, deps }) =>
    viewPayment(await readPayment(actor, params.id, deps)),
  ),
  route(paymentContracts.checkPayment, async ({ actor, params, deps }) =>
    viewPayment(await checkPayment(actor, params.id, deps)),
  ),
  route(paymentContracts.receivePayNotice, async ({ params, ctx, deps }) =>
    receivePayNotice(params.mchid, ctx.headers, await readRawBody(ctx), deps),
  ),
  route(paymentTaskContracts.listPaymentTasks, async ({ actor, query }) => ({
    items: await viewPaymentTasks(await listPaymentTasks(actor, query.isOpen)),
  })),
  route(paymentTaskContracts.endPaymentTask, async ({ actor, params, body, deps }) =>
    viewTask(await endPaymentTask(actor, params.id, body, deps)),
  ),
  route(paymentTaskContracts.retryPaymentTask, async ({ actor, params, deps }) =>
    viewTask(await retryPaymentTask(actor, params.id, deps)),
  ),
  route(payBillContracts.listPayBills, ({ actor, query }) => listBills(actor, query)),
  route(payBillContracts.getPayBill, ({ actor, params }) => getBill(actor, params.id)),
  route(payBillContracts.repeatPayBill, ({ actor, params, deps }) => repeatBill(actor, params.id, deps)),
  route(payBillContracts.listPayees, ({ actor, query, deps }) => listPayees(actor, query, deps)),
  route(payBillContracts.setPayee, ({ actor, params, body, deps }) =>
    setPayee(actor, params.id, body.mchid, deps),
  ),
]
