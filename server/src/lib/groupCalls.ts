interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

/**
 * Calls that come together, or while others are under way, share the next run, so that what each alone would cost
 * (a round trip, a commit) is paid once for all. A call's run begins after the call: it never gets an older answer.
 * @param run answers at most `size` items in their order; when it throws, all of them fail.
 * @param atOnce how many runs may be under way.
 */
export function groupCalls<T, R>(
  run: (items: readonly T[]) => Promise<readonly R[]>,
  { size, atOnce }: { size: number; atOnce: number },
): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = []
  let underWay = 0
  let isPlanned = false

  const runBatch = async (batch: readonly Waiting<T, R>[]) => {
    try {
      const results = await run(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as R)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  const flush = () => {
    isPlanned = false
    while (waiting.length > 0 && underWay < atOnce) {
      underWay += 1
      void runBatch(waiting.splice(0, size)).finally(() => {
        underWay -= 1
        plan()
      })
    }
  }
  const plan = () => {
    if (isPlanned || waiting.length === 0 || underWay >= atOnce) return
    isPlanned = true
    setImmediate(flush) // what has arrived on other connections is read first
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      plan()
    })
}
