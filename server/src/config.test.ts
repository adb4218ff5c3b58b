import { readConfig } from './config'
import { sandboxCredentials } from './sandbox/credentials'

const key = Buffer.alloc(32, 7).toString('base64')

/** All that an installation in production has to say. */
const complete = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://db.example/linli?replicaSet=rs0',
  PUBLIC_URL: 'https://linli.example',
  TOKEN_KEY: key,
  FIELD_KEYS: `2026a:${key}`,
  INDEX_KEY: key,
  WECHAT_MINI_APPID: 'wx1234567890abcdef',
  WECHAT_MINI_SECRET: 'mini',
  WECHAT_WEB_APPID: 'wxfedcba0987654321',
  WECHAT_WEB_SECRET: 'web',
  WECHAT_PUSH_TOKEN: 'push',
  WECHAT_PUSH_AES_KEY: 'a'.repeat(43),
}

function findProblems(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    const [, ...lines] = (error as Error).message.split('\n')
    return lines.map((line) => line.trim())
  }
}
const namesOf = (problems: string[]): string[] => problems.map((line) => line.split(/[ :=]/)[0] ?? '')

describe('production', () => {
  it('lists everything that is missing at once', () => {
    const { NODE_ENV, ...needed } = complete
    expect(namesOf(findProblems({ NODE_ENV })).sort()).toEqual(Object.keys(needed).sort())
  })

  it('starts with all of it, without sandbox, demo and private engine', () => {
    const config = readConfig(complete)
    expect(config).toMatchObject({
      mode: 'production',
      hasDemo: false,
      isDemoAlive: false,
      sandbox: { isOn: false },
      mongodbUri: complete.MONGODB_URI,
      wechat: { apiBase: 'https://api.weixin.qq.com', openBase: 'https://open.weixin.qq.com', templates: {} },
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it.each(Object.keys(complete).filter((name) => name !== 'NODE_ENV'))(
    'does not start without %s',
    (name) => {
      expect(namesOf(findProblems({ ...complete, [name]: undefined }))).toEqual([name])
      expect(namesOf(findProblems({ ...complete, [name]: '' }))).toContain(name)
    },
  )

  it('refuses every default of development', () => {
    const development = readConfig({ NODE_ENV: 'development' })
    const { mini, web, push } = sandboxCredentials
    const known = {
      TOKEN_KEY: development.tokenKey,
      FIELD_KEYS: development.fieldKeys.map(({ id, key: bytes }) => `${id}:${bytes}`).join(),
      INDEX_KEY: development.indexKey,
      WECHAT_MINI_APPID: mini.appid,
      WECHAT_MINI_SECRET: mini.secret,
      WECHAT_WEB_APPID: web.appid,
      WECHAT_WEB_SECRET: web.secret,
      WECHAT_PUSH_TOKEN: push.token,
      WECHAT_PUSH_AES_KEY: push.encodingAesKey,
    }
    expect(namesOf(findProblems({ ...complete, ...known })).sort()).toEqual(Object.keys(known).sort())
    const second = `2026a:${key},${known.FIELD_KEYS}`
    expect(namesOf(findProblems({ ...complete, FIELD_KEYS: second }))).toEqual(['FIELD_KEYS'])
  })

  it('refuses the sandbox, the demo and addresses that can be overheard', () => {
    const wishes = {
      SANDBOX: 'on',
      DEMO: 'on',
      PUBLIC_URL: 'http://linli.example',
      WECHAT_API_BASE: 'http://127.0.0.1:3001',
      WECHAT_OPEN_BASE: 'http://127.0.0.1:3001',
    }
    expect(namesOf(findProblems({ ...complete, ...wishes })).sort()).toEqual(Object.keys(wishes).sort())
  })

  it('says what is malformed together with what is missing', () => {
    const problems = findProblems({
      ...complete,
      PORT: 'x',
      TOKEN_KEY: 'short',
      FIELD_KEYS: 'no key',
      WECHAT_TEMPLATES: 'nonsense',
      WECHAT_WEB_SECRET: undefined,
    })
    const names = ['FIELD_KEYS', 'PORT', 'TOKEN_KEY', 'WECHAT_TEMPLATES', 'WECHAT_WEB_SECRET']
    expect(namesOf(problems).sort()).toEqual(names)
  })
})

it('outside production nothing need be set', () => {
  expect(readConfig({ DEMO: 'quiet' })).toMatchObject({ hasDemo: true, isDemoAlive: false })
  expect(readConfig({})).toMatchObject({
    mode: 'development',
    hasDemo: true,
    isDemoAlive: true,
    sandbox: { isOn: true },
  })
})
