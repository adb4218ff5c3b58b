import { useConnection } from '../stores/connection'

/** So long is an answer waited for; after that what was pressed is kept on this phone, and the work goes on. */
const patienceMs = 3000
/** Where the phone knows that it has no network. */
const offlineMs = 200

/** @returns whether the answer came; `false`: it will be sent when there is a network. @throws what was refused. */
export async function waitAWhile(sent: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const pause = new Promise<false>((resolve) => {
    timer = setTimeout(
      () => {
        resolve(false)
      },
      useConnection.getState().isOnline ? patienceMs : offlineMs,
    )
  })
  try {
    return await Promise.race([sent.then(() => true), pause])
  } finally {
    clearTimeout(timer)
  }
}
