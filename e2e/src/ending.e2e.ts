import { rm } from 'node:fs/promises'
import { makeDataDir, startProduct, type Product } from './server'

let dataDir: string
beforeAll(async () => {
  dataDir = await makeDataDir()
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

describe('whatever is ended, nothing is left behind', () => {
  it.each([
    ['node', 'SIGTERM'],
    ['node', 'SIGINT'],
    ['node', 'SIGKILL'],
    ['npm', 'SIGTERM'],
    ['npm', 'SIGKILL'],
  ] as const)(
    'when %s is sent %s, and the data is there at the next start',
    async (by, signal) => {
      const product = await startProduct({ dataDir, by })
      try {
        await assertAnnounced(product)
        await product.end(signal)
      } catch (error) {
        await product.kill()
        throw error
      }
    },
    300_000,
  )
})

/** Whoever typed the command reads where to go, and as whom. */
async function assertAnnounced({ output, url, sandboxUrl }: Product): Promise<void> {
  const { identities } = (await (await fetch(`${sandboxUrl}/sandbox/identities`)).json()) as {
    identities: { name: string; roleLine: string }[]
  }
  const said = output().split('\n')
  expect(said.join('\n')).toContain(` ${url}/\n`)
  expect(said.join('\n')).toContain(` ${sandboxUrl}/ `)
  const named = identities.filter(({ name, roleLine }) => said.includes(`    ${name}  ${roleLine}`))
  expect(named).toHaveLength(7)
  expect(said).toContain(`    … and ${identities.length - named.length} more`)
}
