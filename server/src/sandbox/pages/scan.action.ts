import { parseJson } from '../kernel/body'

interface ScanInput {
  appUrl: string
  scene: string
  page: string
}

/**
 * What a phone does after scanning a code for a page of the mini program.
 * - `open`: the same page exists on H5, go there.
 * - `act`: somebody has to be chosen, then the product is called as the mini program would call it.
 */
export type ScanAction = { matches: (code: { scene: string; page: string }) => boolean } & (
  | { kind: 'open'; buildUrl: (input: ScanInput) => string }
  | {
      kind: 'act'
      /** The question above the list of people. */
      question: string
      /** @returns whether it worked, and the sentence to show */
      run: (input: ScanInput & { jsCode: string }) => Promise<{ isDone: boolean; words: string }>
    }
)

const callLimitMs = 10_000

interface Reply {
  isOk: boolean
  body: Record<string, unknown>
}

async function call(method: 'GET' | 'POST', url: string, token?: string, body?: object): Promise<Reply> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    signal: AbortSignal.timeout(callLimitMs),
  })
  const parsed = parseJson(await response.text())
  const isObject = typeof parsed === 'object' && parsed !== null
  return { isOk: response.ok, body: isObject ? (parsed as Record<string, unknown>) : {} }
}

const wordsOf = (reply: Reply, otherwise: string) =>
  typeof reply.body.message === 'string' ? reply.body.message : otherwise

/** The product's desk tickets, which share the page of the join codes; those are shorter. */
const deskTicket = /^[\w-]{22}$/

/**
 * Staff sign in at a desk: log in with the code of `wx.login`, look at the number that the screen shows too, and
 * confirm the ticket.
 */
export const confirmDeskLogin: ScanAction = {
  kind: 'act',
  matches: ({ scene, page }) => page.toLowerCase().includes('desk') || deskTicket.test(scene),
  question: '谁在扫码登录电脑？',
  async run({ appUrl, scene, jsCode }) {
    const login = await call('POST', `${appUrl}/api/auth/wechat`, undefined, { code: jsCode })
    const token = login.body.accessToken
    if (!login.isOk || typeof token !== 'string')
      return { isDone: false, words: wordsOf(login, '登录没有成功，请再试一次。') }
    const desk = `${appUrl}/api/auth/desk/${encodeURIComponent(scene)}`
    const late = '电脑上的二维码可能已经过期，请刷新后再扫一次。'
    const preview = await call('GET', desk, token)
    if (!preview.isOk) return { isDone: false, words: wordsOf(preview, late) }
    const confirm = await call('POST', `${desk}/confirm`, token, {})
    return confirm.isOk
      ? {
          isDone: true,
          words: `电脑上显示 ${String(preview.body.number)} 的那一台已经登录，可以放下手机了。`,
        }
      : { isDone: false, words: wordsOf(confirm, late) }
  },
}

/** Any other code, for example to join a community: the same page on H5. */
export const openOnH5: ScanAction = {
  kind: 'open',
  matches: () => true,
  buildUrl: ({ appUrl, scene, page }) => `${appUrl}/${page}?${new URLSearchParams({ scene }).toString()}`,
}
