import { paymentRules } from '@linli/shared/payments/payment.state'
import type { Deps } from '../../deps'
import { WechatError } from '../../integrations/wechat/wechat.error'
import { Payment, type PaymentRecord } from './payment.model'

/** What WeChat answers when it has been told already. */
const alreadyShipped = [10060002, 10060003]

/**
 * Tells WeChat that what was paid for in the mini program is a service, handed over without a parcel; until then it
 * may keep the money frozen. Source: 小程序发货信息管理.
 * @returns how it stands now
 */
export async function uploadShipping(
  payment: PaymentRecord,
  deps: Deps,
): Promise<NonNullable<PaymentRecord['shipping']>> {
  const { mchid, outTradeNo, title, payer } = payment
  try {
    await deps.ports.wechat.uploadShippingInfo({
      mchid,
      outTradeNo,
      description: title,
      openid: payer.openid,
      at: deps.clock.now(),
    })
    return 'done'
  } catch (error) {
    if (error instanceof WechatError && alreadyShipped.includes(error.errcode ?? 0)) return 'done'
    deps.logger.warn({ err: error, payment: payment._id.toString() }, 'shipping information not taken')
    return payment.tries + 1 >= paymentRules.shippingTries ? 'failed' : 'due'
  }
}

/** A person has it told once more, from the first attempt on. @returns not when somebody was quicker */
export async function askShippingAgain(
  { _id, version }: Pick<PaymentRecord, '_id' | 'version'>,
  { clock }: Pick<Deps, 'clock'>,
): Promise<boolean> {
  const { modifiedCount } = await Payment.updateOne(
    { _id, version, shipping: 'failed' },
    {
      $set: { shipping: 'due', tries: 0, checkAt: clock.now() },
      $unset: { retryAt: 1 },
      $inc: { version: 1 },
    },
  )
  return modifiedCount === 1
}
