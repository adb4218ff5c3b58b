/**
 * The public credentials of the sandbox: what a developer would copy from the WeChat console. They protect
 * nothing; production refuses them.
 */
export const sandboxCredentials = {
  /** The mini program. */
  mini: {
    appid: 'wx0000000000000001',
    secret: 'sandbox0mini0secret0000000000001',
    originalId: 'gh_000000000001',
  },
  /** The service account whose web authorisation the H5 pages use. */
  web: {
    appid: 'wx0000000000000002',
    secret: 'sandbox0web00secret0000000000002',
    originalId: 'gh_000000000002',
  },
  /** Message push of the mini program, 安全模式, JSON. The key is 43 characters: 32 bytes in base64 without `=`. */
  push: {
    token: 'linliSandboxPushToken',
    encodingAesKey: 'bGlubGlzYW5kYm94bGlubGlzYW5kYm94bGlubGlzYW4',
  },
} as const

/** One of the two apps of the sandbox. */
export interface SandboxApp {
  kind: 'mini' | 'web'
  appid: string
  secret: string
  originalId: string
}

/** The apps by what they are. */
export const sandboxApps: readonly SandboxApp[] = [
  { kind: 'mini', ...sandboxCredentials.mini },
  { kind: 'web', ...sandboxCredentials.web },
]
