import { giveWay, noteRequest } from './giveWay'

async function measure(): Promise<number> {
  const start = performance.now()
  await giveWay()
  return performance.now() - start
}

describe('giving way', () => {
  it('waits once in a rush of requests, and not when it is over', async () => {
    expect(await measure()).toBeLessThan(100)
    const ends = Array.from({ length: 20 }, noteRequest)
    const waited = await measure()
    expect(waited).toBeGreaterThan(200)
    expect(waited).toBeLessThan(2000)
    for (const end of ends) end()
    expect(await measure()).toBeLessThan(100)
  })
})
