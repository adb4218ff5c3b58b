import Taro from '@tarojs/taro'
import type { Pay } from './types'

/** How this platform pays. */
export const payChannel: 'mini' | 'web' = 'mini'

/** Shows WeChat's own cashier. What it answers is never the last word: the server asks WeChat Pay. */
export const pay: Pay = async ({ timeStamp, nonceStr, package: prepay, signType, paySign }) => {
  try {
    await Taro.requestPayment({ timeStamp, nonceStr, package: prepay, signType, paySign })
    return 'saidPaid'
  } catch (error) {
    const { errMsg } = error as { errMsg?: unknown }
    return typeof errMsg === 'string' && errMsg.includes('cancel') ? 'cancelled' : 'failed'
  }
}

/** The cashier lies over the page: nobody comes back from elsewhere. */
export function takePayAnswer(): 'saidPaid' | 'cancelled' | undefined {
  return undefined
}
