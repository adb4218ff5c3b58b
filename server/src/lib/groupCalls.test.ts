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
  return { runs, run, listItems: () => runs.map(({ items }) => items) }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('grouped calls', () => {
  it('that come together run together, at most so many, each with its own answer', async () => {
    const { runs, run, listItems } = buildRuns()
    const call = groupCalls(run, { size: 3, atOnce: 1 })
    const answers = Promise.all([1, 2, 3, 4].map(call))
    await settle()
    expect(listItems()).toEqual([[1, 2, 3]])
    runs[0]?.end()
    await settle()
    expect(listItems()).toEqual([[1, 2, 3], [4]])
    runs[1]?.end()
    expect(await answers).toEqual([10, 20, 30, 40])
  })

  it('never share a run that began before them, and no more runs are under way than allowed', async () => {
    const { runs, run, listItems } = buildRuns()
    const call = groupCalls(run, { size: 10, atOnce: 2 })
    const answers: Promise<number>[] = []
    for (const item of [1, 2, 3, 4]) {
      answers.push(call(item))
      await settle()
    }
    expect(listItems()).toEqual([[1], [2]])
    runs[1]?.end()
    await settle()
    expect(listItems()).toEqual([[1], [2], [3, 4]])
    for (const { end } of runs) end()
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40])
  })

  it('fail together with their run, and those after them go on', async () => {
    const { runs, run } = buildRuns()
    const call = groupCalls(run, { size: 10, atOnce: 1 })
    const answers = Promise.allSettled([1, 2].map(call))
    await settle()
    runs[0]?.fail()
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = call(4)
    await settle()
    runs[1]?.end()
    expect(await next).toBe(40)
  })
})
