import Taro from '@tarojs/taro'
import type { LoginCode } from './types'

/** A login asks nothing of the person: it may happen at start. */
export function isLoginSilent(): boolean {
  return true
}

export async function takeLoginCode(): Promise<LoginCode | undefined> {
  const { code } = await Taro.login()
  return { code }
}

/** The channel under which the server checks the code. */
export const loginChannel: 'wechat' | 'web' = 'wechat'

/** On WeChat there is no other place to go for a login. */
export function leaveForLogin(): void {
  // A silent login needs no page of its own.
}

export function currentAddress(): string {
  return ''
}
