import { parseJson } from '../kernel/body'

interface ScanInput {
  appUrl: string
  scene: string
  page: string
}

/** What a phone does after scanning a code for a page of the mini program. */
export type ScanAction =
  /** The same page exists on H5: go there. */
  | { kind: 'open'; matches: (page: string) => boolean; buildUrl: (input: ScanInput) => string }
  /** Somebody has to be chosen, then the product is called as the mini program would call it. */
  | {
      kind: 'act'
      matches: (page: string) => boolean
      /** The question above the list of people. */
      question: string
      /** @returns whether it worked, and the sentence to show */
      run: (input: ScanInput & { jsCode: string }) => Promise<{ isDone: boolean; words: string }>
    }

const callLimitMs = 10_000

interface Reply {
  isOk: boolean
  body: Record<string, unknown>
}

async function post(url: string, body: object, token?: string): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
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

/** Staff sign in at a desk: log in with the code of `wx.login`, then confirm the ticket that the screen shows. */
export const confirmDeskLogin: ScanAction = {
  kind: 'act',
  matches: (page) => page.toLowerCase().includes('desk'),
  question: '谁在扫码登录电脑？',
  async run({ appUrl, scene, jsCode }) {
    const login = await post(`${appUrl}/api/auth/wechat`, { code: jsCode })
    if (!login.isOk || typeof login.body.accessToken !== 'string')
      return { isDone: false, words: wordsOf(login, '登录没有成功，请再试一次。') }
    const path = `/api/auth/desk/${encodeURIComponent(scene)}/confirm`
    const confirm = await post(`${appUrl}${path}`, {}, login.body.accessToken)
    return confirm.isOk
      ? { isDone: true, words: '电脑上已经登录，可以放下手机了。' }
      : { isDone: false, words: wordsOf(confirm, '电脑上的二维码可能已经过期，请刷新后再扫一次。') }
  },
}

/** Any other code, for example to join a community: the same page on H5. */
export const openOnH5: ScanAction = {
  kind: 'open',
  matches: () => true,
  buildUrl: ({ appUrl, scene, page }) => `${appUrl}/${page}?${new URLSearchParams({ scene }).toString()}`,
}
