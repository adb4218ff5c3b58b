import { setTimeout as sleep } from 'node:timers/promises'
import { giveWay } from './giveWay'

async function measure(): Promise<number> {
  const start = performance.now()
  await giveWay()
  return performance.now() - start
}

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

describe('giving way', () => {
  it('is short while the process is idle', async () => {
    await sleep(50)
    expect(await measure()).toBeLessThan(200)
  })

  it('waits once while the process is busy, and then goes on', async () => {
    const timer = setInterval(() => {
      work(30)
    }, 1)
    const waited = await measure()
    clearInterval(timer)
    expect(waited).toBeGreaterThan(250)
    expect(waited).toBeLessThan(2000)
  })
})
