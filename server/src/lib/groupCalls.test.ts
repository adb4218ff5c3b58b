import { groupCalls } from './groupCalls'

/** Runs that end when told, and what each was given. */
function buildRuns() {
  const runs: { items: readonly number[]; end: () => void; fail: () => void }[] = []
  const run = (items: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      runs.push({
        items,
        end: () => {
          resolve(items.map((item) => item * 10))
        },
        fail: () => {
          reject(new Error('broken'))
        },
      })
    })
  return { runs, run }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('grouped calls', () => {
  it('run at once when nothing is under way, then together, each with its own answer', async () => {
    const { runs, run } = buildRuns()
    const call = groupCalls(run, { size: 3, atOnce: 1 })
    const answers = Promise.all([1, 2, 3, 4, 5].map(call))
    expect(runs.map(({ items }) => items)).toEqual([[1]])
    for (const expected of [[1], [2, 3, 4], [5]]) {
      const last = runs.at(-1)
      expect(last?.items).toEqual(expected)
      last?.end()
      await settle()
    }
    expect(await answers).toEqual([10, 20, 30, 40, 50])
  })

  it('never share a run that began before them, and no more runs are under way than allowed', async () => {
    const { runs, run } = buildRuns()
    const call = groupCalls(run, { size: 10, atOnce: 2 })
    const answers = Promise.all([1, 2, 3].map(call))
    expect(runs.map(({ items }) => items)).toEqual([[1], [2]])
    runs[1]?.end()
    await settle()
    expect(runs.map(({ items }) => items)).toEqual([[1], [2], [3]])
    for (const { end } of runs) end()
    expect(await answers).toEqual([10, 20, 30])
  })

  it('fail together with their run, and those after them go on', async () => {
    const { runs, run } = buildRuns()
    const call = groupCalls(run, { size: 10, atOnce: 1 })
    const answers = Promise.allSettled([1, 2, 3].map(call))
    runs[0]?.end()
    await settle()
    runs[1]?.fail()
    await settle()
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    const next = call(4)
    runs[2]?.end()
    expect(await next).toBe(40)
  })
})
