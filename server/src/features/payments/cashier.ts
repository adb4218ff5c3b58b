import type { Deps } from '../../deps'
import type { PayParameters } from '../../integrations/wechatPay/wechatPay.port'

/**
 * While the sandbox stands in for WeChat, a browser has no WeChat around it that could show a cashier: it is sent to
 * the sandbox's. Nothing in production.
 */
export function findCashierUrl(
  parameters: PayParameters,
  { config }: Pick<Deps, 'config'>,
): { cashierUrl?: string } {
  if (!config.sandbox.isOn) return {}
  const query = new URLSearchParams({ ...parameters })
  return { cashierUrl: `${config.wechatPay.base}/sandbox/cashier?${query.toString()}` }
}
