import '../database/mongoose'
import { errorsOf, type Contract } from '@linli/shared/contract'
import { contracts } from '@linli/shared/contracts'
import { errors } from '@linli/shared/errors'
import type Koa from 'koa'
import { z } from 'zod'
import { routes } from '../features'
import { expectError, type LooseInput } from '../test/apiClient'
import { startTestApp } from '../test/testApp'
import { buildUser, type TestUser } from '../test/users.factory'

const { app, api } = startTestApp()
const all = Object.entries(contracts)
const keyOf = ({ method, path }: Contract): string => `${method} ${path}`

/** One value that a path parameter takes, found by trying: parameters are ids, codes, words or a choice. */
const candidates = [
  '0'.repeat(24),
  '310113007001',
  '310113007001-B001',
  'repair',
  'abcdefgh',
  'x'.repeat(22),
  '23456789AB',
  '2026-11-30',
  '2026-11',
  `person:${'0'.repeat(24)}`,
]

function fillParams(contract: Contract): Record<string, string> {
  const shape = (contract.params?.shape ?? {}) as Record<string, z.ZodType & { options?: string[] }>
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => {
      const value = [...(schema.options ?? []), ...candidates].find((each) => schema.safeParse(each).success)
      if (value === undefined) throw new Error(`no value known for ${name} of ${contract.path}`)
      return [name, value]
    }),
  )
}

function fillInput(contract: Contract, input: LooseInput = {}): LooseInput {
  return {
    params: fillParams(contract),
    ...(contract.upload ? { file: { name: 'a.txt', bytes: Buffer.from('a') } } : {}),
    ...input,
  }
}

interface Layer {
  methods: string[]
  path: string | RegExp
}

/** What the router answers under /api, as the app mounted it. */
function listMounted(server: Koa): string[] {
  const stacks = server.middleware.map(
    (each) => (each as { router?: { stack: Layer[] } }).router?.stack ?? [],
  )
  return stacks
    .flat()
    .filter(({ path }) => typeof path === 'string' && path.startsWith('/api/'))
    .flatMap(({ methods, path }) =>
      methods
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method.toLowerCase()} ${String(path)}`),
    )
}

/** These belong to no contract: the description of the API itself. */
const described = [
  '/api/openapi.json',
  '/api/docs',
  '/api/docs/start.js',
  '/api/docs/swagger-ui.css',
  '/api/docs/swagger-ui-bundle.js',
].map((p) => `get ${p}`)

describe('contracts and routes', () => {
  it('are the same, each once', () => {
    const keys = all.map(([, contract]) => keyOf(contract)).sort()
    expect(new Set(keys).size).toBe(keys.length)
    expect(routes.map(({ contract }) => keyOf(contract)).sort()).toEqual(keys)
    expect(listMounted(app).sort()).toEqual([...keys, ...described].sort())
  })

  it('never let a fixed path be hidden by a parameter mounted before it', () => {
    const hidden = routes.filter(({ contract }, i) =>
      routes.slice(0, i).some(({ contract: earlier }) => {
        const pattern = new RegExp(`^${earlier.path.replace(/:\w+/g, '[^/]+')}$`)
        return earlier.method === contract.method && earlier.path.includes(':') && pattern.test(contract.path)
      }),
    )
    expect(hidden.map(({ contract }) => keyOf(contract))).toEqual([])
  })

  it.each(all)(
    '%s declares its input as strict, its errors as known, its answer as an allow-list',
    (_, c) => {
      for (const code of errorsOf(c)) expect(errors).toHaveProperty([code])
      const names = [...c.path.matchAll(/:(\w+)/g)].map(([, name]) => name)
      expect(Object.keys(c.params?.shape ?? {})).toEqual(names)
      expect(c.success === 204 || c.response !== undefined || c.produces !== undefined).toBe(true)
    },
  )
})

it('no name, phone or words of a person stand in an address, where others than we write it down', () => {
  const personal = /^(name|search|phone|words|note|reason|text|address)$/
  const inAddress = all.flatMap(([name, { query, params }]) =>
    [query, params]
      .flatMap((part) => Object.keys((part as { shape?: object } | undefined)?.shape ?? {}))
      .filter((field) => personal.test(field))
      .map((field) => `${name}: ${field}`),
  )
  expect(inAddress).toEqual([])
})

describe('whoever has not signed in', () => {
  it.each(all.filter(([, { access }]) => access !== 'public'))('is refused by %s', async (_, contract) => {
    expectError(await api().callLoose(contract, fillInput(contract)), 'session.required')
    const forged = api({ id: '0'.repeat(24), token: 'e30.e30.e30' })
    expectError(await forged.callLoose(contract, fillInput(contract)), 'session.expired')
  })
})

describe('a guest', () => {
  let guest: TestUser
  beforeEach(async () => {
    guest = await buildUser()
  })

  it.each(all.filter(([, { access }]) => access !== 'public' && access !== 'user'))(
    'is refused by %s, whatever is sent',
    async (_, contract) => {
      expectError(await api(guest).callLoose(contract, fillInput(contract)), 'access.denied')
    },
  )

  it.each(all.filter(([, { access, params }]) => access === 'user' && params?.shape.id !== undefined))(
    'finds no record of others by %s',
    async (_, contract) => {
      const { status } = await api(guest).callLoose(contract, fillInput(contract, { body: {} }))
      expect([400, 403, 404, 409, 410]).toContain(status)
    },
  )
})

interface Shape {
  type?: string
  additionalProperties?: unknown
  [key: string]: unknown
}

/** The objects in a schema that would swallow a field nobody knows, by their path; records name their values. */
function listLoose(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { type, additionalProperties } = node as Shape
  const isOpen = additionalProperties === undefined || JSON.stringify(additionalProperties) === '{}'
  const own = type === 'object' && isOpen ? [path] : []
  return [...own, ...Object.entries(node).flatMap(([key, value]) => listLoose(value, `${path}/${key}`))]
}

const findLoose = (schema: z.ZodType | undefined): string[] =>
  schema ? listLoose(z.toJSONSchema(schema, { io: 'input' }), '') : []

/** WeChat may add parameters to its calls, and they are covered by its signature. */
const openQueries = ['verifyWechatPush', 'receiveWechatPush']

/** A choice of several shapes names the field that chooses, and no other. */
const isPlain = (body: z.ZodType | undefined): boolean =>
  body !== undefined && z.toJSONSchema(body, { io: 'input' }).type === 'object'

describe('an unknown field', () => {
  it.each(all)('has no place in what %s takes, however deep', (name, { body, query, params }) => {
    expect([...findLoose(body), ...findLoose(params)]).toEqual([])
    expect(findLoose(query).length > 0).toBe(openQueries.includes(name))
  })

  it.each(all.filter(([, c]) => c.access === 'user' && isPlain(c.body) && !c.upload))(
    'is named with its path by %s',
    async (_, contract) => {
      const guest = api(await buildUser())
      const response = await guest.callLoose(contract, fillInput(contract, { body: { unknownField: 1 } }))
      const { details } = expectError(response, 'request.invalid')
      const { where, issues } = details as { where: string; issues: { path: string[] }[] }
      expect(where).toBe('body')
      expect(JSON.stringify(issues.map(({ path }) => path))).toContain('unknownField')
    },
  )
})
