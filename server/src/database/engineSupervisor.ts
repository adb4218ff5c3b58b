import type { Engine } from './engine'

const longestPauseMs = 30_000

export interface Supervision {
  /** A read and a write that tell the truth; `ping` still answers after a full disk. */
  isHealthy: () => Promise<boolean>
  /** An engine without room breaks again at once, so it is not restarted before there is some. */
  hasRoom: () => Promise<boolean>
  intervalMs?: number
  /** How many looks in a row must fail before an engine that still runs is restarted. */
  failuresAllowed?: number
  log: (line: string) => void
}

/**
 * Restarts an engine that has ended, or that runs but no longer reads and writes, on the same port, so that
 * clients find it again by themselves. Ends with the returned function, which waits for a restart under way.
 */
export function superviseEngine(engine: Engine, options: Supervision): () => Promise<void> {
  const { isHealthy, hasRoom, intervalMs = 5000, failuresAllowed = 3, log } = options
  let isEnding = false
  const isOver = () => isEnding
  let wake = () => {
    // Nobody sleeps yet.
  }
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  engine.onUnexpectedExit((said) => {
    log(`the database engine ${engine.kind} ended unexpectedly${said === '' ? '' : `: ${said}`}`)
    wake()
  })

  const restart = async (): Promise<boolean> => {
    try {
      if (!(await hasRoom())) {
        log('the database engine waits for free disk space before it starts again')
        return false
      }
      await engine.restart()
      log(`the database engine ${engine.kind} runs again`)
      return true
    } catch (error) {
      log(`the database engine could not be restarted: ${String(error)}`)
      return false
    }
  }

  const watch = async () => {
    let failures = 0
    let wait = intervalMs
    for (;;) {
      if (engine.isRunning() || wait > intervalMs) await pause(wait)
      if (isOver()) return
      if (engine.isRunning() && (await isHealthy())) {
        failures = 0
        wait = intervalMs
        continue
      }
      failures += 1
      if (engine.isRunning() && failures < failuresAllowed) continue
      if (isOver()) return
      failures = 0
      wait = (await restart()) ? intervalMs : Math.min(wait * 2, longestPauseMs)
    }
  }
  const ended = watch()

  return async () => {
    isEnding = true
    wake()
    await ended
  }
}
