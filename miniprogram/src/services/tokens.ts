import { sessionStore } from '../platform/storage'
import type { Tokens } from '../platform/types'

const key = 'linli.tokens'

export function readTokens(): Tokens | undefined {
  return sessionStore.read(key) as Tokens | undefined
}

export function writeTokens({ accessToken, refreshToken }: Tokens): void {
  sessionStore.write(key, { accessToken, refreshToken })
}

export function removeTokens(): void {
  sessionStore.remove(key)
}
