import path from 'node:path'
import {
  messageTemplates,
  templateKeys,
  type MessageTemplate,
  type TemplateKey,
} from '@linli/shared/messages/templates'
import { z } from 'zod'
import { sandboxCredentials } from './sandbox/credentials'

const base64Key = z.string().refine((value) => Buffer.from(value, 'base64').length === 32, {
  message: '32 bytes in base64',
})

/** Keys for development only; production refuses them. */
const defaultSecrets = {
  TOKEN_KEY: Buffer.alloc(32, 'linli token').toString('base64'),
  FIELD_KEY: Buffer.alloc(32, 'linli field').toString('base64'),
  INDEX_KEY: Buffer.alloc(32, 'linli index').toString('base64'),
}

const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  LINLI_DATA_DIR: z.string().min(1).default('.data'),
  MONGODB_URI: z.string().optional(),
  /** Where browsers and WeChat reach this server. */
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** True when a proxy in front sets X-Forwarded-For. */
  TRUST_PROXY: z.stringbool().default(false),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  /** `off` when the configured WeChat hosts are the real ones. */
  SANDBOX: z.enum(['on', 'off']).optional(),
  /** `quiet`: its neighbours do nothing by themselves. */
  DEMO: z.enum(['on', 'quiet', 'off']).optional(),
  WECHAT_API_BASE: z.url().optional(),
  WECHAT_OPEN_BASE: z.url().optional(),
  WECHAT_PAY_BASE: z.url().optional(),
  /** JSON, or a file with it: who takes payments, see docs/operations.md; without it nobody does. */
  WECHAT_PAY_MERCHANTS: z.string().optional(),
  WECHAT_MINI_APPID: z.string().default(sandboxCredentials.mini.appid),
  WECHAT_MINI_SECRET: z.string().default(sandboxCredentials.mini.secret),
  WECHAT_WEB_APPID: z.string().default(sandboxCredentials.web.appid),
  WECHAT_WEB_SECRET: z.string().default(sandboxCredentials.web.secret),
  WECHAT_PUSH_TOKEN: z.string().default(sandboxCredentials.push.token),
  WECHAT_PUSH_AES_KEY: z.string().default(sandboxCredentials.push.encodingAesKey),
  /** `key=template id` pairs, with `*` behind an id for a long-term template: `needProgress=AbC…,notice=XyZ…*`. */
  WECHAT_TEMPLATES: z.string().optional(),
  TOKEN_KEY: base64Key.default(defaultSecrets.TOKEN_KEY),
  /** `id:base64` pairs, newest first: the first encrypts, all decrypt. */
  FIELD_KEYS: z.string().default(`dev:${defaultSecrets.FIELD_KEY}`),
  INDEX_KEY: base64Key.default(defaultSecrets.INDEX_KEY),
  /** SMS gateway; without it no SMS code is offered (must-get-right 19). */
  SMS_GATEWAY_URL: z.url().optional(),
  SMS_GATEWAY_TOKEN: z.string().min(1).optional(),
  RATE_LIMIT_FACTOR: z.coerce.number().int().min(1).default(1),
  /** Emails, phones: whom a person calls when the product cannot help. */
  SUPPORT_PHONE: z.string().default('12345'),
})

type Environment = z.output<typeof environment>

export interface Config {
  mode: Environment['NODE_ENV']
  port: number
  dataDir: string
  mongodbUri: string | undefined
  publicUrl: string
  logLevel: Environment['LOG_LEVEL']
  trustProxy: boolean
  hasDemo: boolean
  /** Its neighbours sign, vote and rate what somebody starts. */
  isDemoAlive: boolean
  sandbox: { isOn: boolean; port: number }
  wechat: {
    apiBase: string
    openBase: string
    mini: { appid: string; secret: string }
    web: { appid: string; secret: string }
    push: { token: string; encodingAesKey: string }
    /** The subscription messages that are set up; a long-term one needs no quota. */
    templates: Partial<Record<TemplateKey, { id: string; isLongTerm: boolean }>>
  }
  wechatPay: { base: string; merchants: string | undefined }
  tokenKey: string
  fieldKeys: { id: string; key: string }[]
  indexKey: string
  smsGatewayUrl: string | undefined
  smsGatewayToken: string | undefined
  rateLimitFactor: number
  supportPhone: string
}

const productionNeeds = [
  ['MONGODB_URI', 'the embedded engine is for development only'],
  ['PUBLIC_URL', 'the https address people reach'],
  ['TOKEN_KEY', 'openssl rand -base64 32'],
  ['FIELD_KEYS', 'id:key, for example 2026a:$(openssl rand -base64 32)'],
  ['INDEX_KEY', 'openssl rand -base64 32'],
  ['WECHAT_MINI_APPID', 'the mini program'],
  ['WECHAT_MINI_SECRET', 'the mini program'],
  ['WECHAT_WEB_APPID', 'the service account for H5'],
  ['WECHAT_WEB_SECRET', 'the service account for H5'],
  ['WECHAT_PUSH_TOKEN', 'message push'],
  ['WECHAT_PUSH_AES_KEY', 'message push'],
] as const

/** Values that everybody knows: in production they are as good as none. */
const publicValues: Partial<Record<string, string>> = {
  TOKEN_KEY: defaultSecrets.TOKEN_KEY,
  INDEX_KEY: defaultSecrets.INDEX_KEY,
  WECHAT_MINI_APPID: sandboxCredentials.mini.appid,
  WECHAT_MINI_SECRET: sandboxCredentials.mini.secret,
  WECHAT_WEB_APPID: sandboxCredentials.web.appid,
  WECHAT_WEB_SECRET: sandboxCredentials.web.secret,
  WECHAT_PUSH_TOKEN: sandboxCredentials.push.token,
  WECHAT_PUSH_AES_KEY: sandboxCredentials.push.encodingAesKey,
}

/** Settings that name an address: in production nothing travels readable. */
const addresses = ['PUBLIC_URL', 'WECHAT_API_BASE', 'WECHAT_OPEN_BASE', 'WECHAT_PAY_BASE'] as const

function listMissing(env: NodeJS.ProcessEnv): string[] {
  const missing: string[] = productionNeeds
    .filter(([name]) => !env[name] || env[name] === publicValues[name])
    .map(([name, hint]) => `${name} (${hint})`)
  if (env.FIELD_KEYS?.includes(defaultSecrets.FIELD_KEY)) missing.push('FIELD_KEYS (not the default key)')
  for (const name of addresses) if (env[name]?.startsWith('http:')) missing.push(`${name} (https only)`)
  if (env.SANDBOX === 'on') missing.push('SANDBOX=off (the sandbox is for development only)')
  if (env.DEMO === 'on' || env.DEMO === 'quiet')
    missing.push('DEMO=off (the demo neighbourhood is for development only)')
  return missing
}

/** What the check of one setting by itself finds wrong. */
function listWrong(check: () => unknown): string[] {
  try {
    check()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function parseFieldKeys(value: string): Config['fieldKeys'] {
  return value.split(',').map((pair) => {
    const [id, key] = [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)] as const
    if (!/^[A-Za-z0-9]{1,16}$/.test(id) || !base64Key.safeParse(key).success)
      throw new Error('FIELD_KEYS: write id:key pairs, each key 32 bytes in base64, separated by commas')
    return { id, key }
  })
}

function parseTemplates(value: string | undefined, isSandboxOn: boolean): Config['wechat']['templates'] {
  if (value === undefined || value === '') {
    const sandbox = Object.entries<MessageTemplate>(messageTemplates)
    if (!isSandboxOn) return {}
    return Object.fromEntries(
      sandbox.map(([key, { sandboxId }]) => [key, { id: sandboxId, isLongTerm: false }]),
    )
  }
  const pairs = value.split(',').map((pair) => {
    const [, key = '', id = '', star] = /^(\w+)=([\w-]+)(\*?)$/.exec(pair.trim()) ?? []
    if (!templateKeys.some((known) => known === key))
      throw new Error(`WECHAT_TEMPLATES: write key=id pairs, the keys being ${templateKeys.join(', ')}`)
    return [key, { id, isLongTerm: star === '*' }] as const
  })
  return Object.fromEntries(pairs)
}

/**
 * Settings from the environment, checked once.
 * @throws Error that lists everything wrong or, in production, everything missing, at once.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(env)
  const wrong = parsed.success ? [] : parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`)
  if (env.NODE_ENV === 'production') wrong.push(...listMissing(env))
  if (env.FIELD_KEYS) wrong.push(...listWrong(() => parseFieldKeys(env.FIELD_KEYS ?? '')))
  wrong.push(...listWrong(() => parseTemplates(env.WECHAT_TEMPLATES, false)))
  if (!parsed.success || wrong.length > 0)
    throw new Error(`Linli cannot start. Set these, then start again:\n  ${wrong.join('\n  ')}`)
  const e = parsed.data
  const isProduction = e.NODE_ENV === 'production'
  const sandboxUrl = `http://127.0.0.1:${e.SANDBOX_PORT}`
  const isSandboxOn = !isProduction && e.SANDBOX !== 'off'
  return Object.freeze({
    mode: e.NODE_ENV,
    port: e.PORT,
    dataDir: path.resolve(e.LINLI_DATA_DIR),
    mongodbUri: e.MONGODB_URI === '' ? undefined : e.MONGODB_URI,
    publicUrl: (e.PUBLIC_URL ?? `http://127.0.0.1:${e.PORT}`).replace(/\/$/, ''),
    logLevel: e.LOG_LEVEL,
    trustProxy: e.TRUST_PROXY,
    hasDemo: !isProduction && e.DEMO !== 'off',
    isDemoAlive: !isProduction && e.DEMO !== 'off' && e.DEMO !== 'quiet',
    sandbox: { isOn: isSandboxOn, port: e.SANDBOX_PORT },
    wechat: {
      apiBase: e.WECHAT_API_BASE ?? (isSandboxOn ? sandboxUrl : 'https://api.weixin.qq.com'),
      openBase: e.WECHAT_OPEN_BASE ?? (isSandboxOn ? sandboxUrl : 'https://open.weixin.qq.com'),
      mini: { appid: e.WECHAT_MINI_APPID, secret: e.WECHAT_MINI_SECRET },
      web: { appid: e.WECHAT_WEB_APPID, secret: e.WECHAT_WEB_SECRET },
      push: { token: e.WECHAT_PUSH_TOKEN, encodingAesKey: e.WECHAT_PUSH_AES_KEY },
      templates: parseTemplates(e.WECHAT_TEMPLATES, isSandboxOn),
    },
    wechatPay: {
      base: e.WECHAT_PAY_BASE ?? (isSandboxOn ? sandboxUrl : 'https://api.mch.weixin.qq.com'),
      merchants: e.WECHAT_PAY_MERCHANTS === '' ? undefined : e.WECHAT_PAY_MERCHANTS,
    },
    tokenKey: e.TOKEN_KEY,
    fieldKeys: parseFieldKeys(e.FIELD_KEYS),
    indexKey: e.INDEX_KEY,
    smsGatewayUrl: e.SMS_GATEWAY_URL,
    smsGatewayToken: e.SMS_GATEWAY_TOKEN,
    rateLimitFactor: e.RATE_LIMIT_FACTOR,
    supportPhone: e.SUPPORT_PHONE,
  })
}
