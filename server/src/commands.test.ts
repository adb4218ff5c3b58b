import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mongoose } from './database/mongoose'
import './features/areas/area.model'

const root = path.resolve(__dirname, '../..')

interface Ended {
  code: number
  output: string
}

/** Runs a command to its end with these settings and no others. */
const run = (file: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const settings = { PATH: process.env.PATH ?? '', NODE_ENV: 'development', ...env } as const
    execFile(file, args, { cwd, env: settings, timeout: 110_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
    })
  })

/** The repository as one gets it: nothing built. */
async function makeCheckout(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'linli-checkout-'))
  await mkdir(path.join(dir, 'server'))
  await writeFile(path.join(dir, 'package-lock.json'), '{}')
  for (const name of ['scripts', 'build.mjs', 'package.json'])
    await cp(path.join(root, 'server', name), path.join(dir, 'server', name), { recursive: true })
  for (const name of ['node_modules', 'server/node_modules', 'server/src', 'shared'])
    await symlink(path.join(root, name), path.join(dir, name))
  return dir
}

it('start in production builds no page, and lists all that is missing at once', async () => {
  const dir = await makeCheckout()
  const { code, output } = await run(process.execPath, ['server/scripts/start.mjs'], dir, {
    NODE_ENV: 'production',
  })
  await rm(dir, { recursive: true })
  expect(code).toBe(1)
  const needs = [
    'MONGODB_URI',
    'PUBLIC_URL',
    'TOKEN_KEY',
    'FIELD_KEYS',
    'INDEX_KEY',
    'WECHAT_MINI_SECRET',
    'npm run build',
  ]
  for (const need of needs) expect(output).toContain(need)
  expect(output).not.toMatch(/Building|at file:/)
}, 120_000)

const tsx = path.join(root, 'node_modules/.bin/tsx')
const seed = (args: string[], uri = 'mongodb://127.0.0.1:1/none') =>
  run(tsx, ['server/src/seed/seed.cli.ts', ...args], root, { MONGODB_URI: uri })

it('seed says how it is called, loads a district, and says what it loaded', async () => {
  expect(await seed([])).toMatchObject({
    code: 1,
    output: expect.stringContaining('--district 310113') as unknown,
  })
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '')
  // Of its own: what is dropped in the end takes the indexes along.
  const database = mongoose.connection.useDb(`${mongoose.connection.name}_seed`)
  uri.pathname = `/${database.name}`
  const { code, output } = await seed(['--district', '310113'], uri.href)
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(output).toContain('310113: 13 streets, 567 communities, 581 new')
  expect(await database.collection('areas').countDocuments({ level: 'community' })).toBe(567)
  await database.dropDatabase()
}, 120_000)
