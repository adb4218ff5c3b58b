import type { Pay, PayAnswer } from './types'

/** How this platform pays. */
export const payChannel: 'mini' | 'web' = 'web'

interface Bridge {
  invoke: (name: string, parameters: object, answer: (result: { err_msg?: string }) => void) => void
}

const findBridge = (): Bridge | undefined => (window as { WeixinJSBridge?: Bridge }).WeixinJSBridge

function readAnswer(message: string | undefined): PayAnswer {
  if (message === 'get_brand_wcpay_request:ok') return 'saidPaid'
  return message === 'get_brand_wcpay_request:cancel' ? 'cancelled' : 'failed'
}

/**
 * Inside WeChat its own cashier; in a browser, while the sandbox stands in for WeChat, the page of the sandbox, from
 * where the person comes back. What either answers is never the last word: the server asks WeChat Pay.
 */
export const pay: Pay = (parameters, cashierUrl) => {
  const bridge = findBridge()
  if (bridge)
    return new Promise((resolve) => {
      bridge.invoke('getBrandWCPayRequest', parameters, ({ err_msg: message }) => {
        resolve(readAnswer(message))
      })
    })
  if (cashierUrl === undefined) return Promise.resolve('unavailable')
  const back = new URL(window.location.href)
  back.searchParams.delete('pay')
  window.location.assign(`${cashierUrl}&return=${encodeURIComponent(back.href)}`)
  return Promise.resolve('left')
}

/** What the cashier of the sandbox sent the person back with, once. */
export function takePayAnswer(): 'saidPaid' | 'cancelled' | undefined {
  const address = new URL(window.location.href)
  const answer = address.searchParams.get('pay')
  if (answer === null) return undefined
  address.searchParams.delete('pay')
  window.history.replaceState(window.history.state, '', address.href)
  return answer === 'ok' ? 'saidPaid' : 'cancelled'
}
