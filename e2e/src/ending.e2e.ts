import { rm } from 'node:fs/promises'
import { makeDataDir, startProduct } from './server'

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
        await product.end(signal)
      } catch (error) {
        await product.kill()
        throw error
      }
    },
    300_000,
  )
})
