import type { BallotView } from '@linli/shared/ballots/ballot.contract'
import type { Caller } from './api'
import { withDatabase } from './database'
import type { Product } from './server'

/**
 * The least time that ballots of the demo's street leave people, in minutes: data beside its rule (`BallotSpans`), which
 * nobody sets by a press. A journey lives through a ballot that is shorter than the demo's own.
 */
export const setBallotSpans = (
  product: Product,
  spans: { naming: number; lateNaming: number; open: number },
): Promise<void> =>
  withDatabase(product, async (db) => {
    await db.collection('ballotpresets').updateMany({}, { $set: { spans } })
  })

/**
 * The times of an announced ballot to the second, where its form knows minutes: changed by the endpoint that the form
 * uses, within the least time of its street.
 */
export async function setBallotTimes(
  { send }: Caller,
  id: string,
  { opensIn, open }: { opensIn: number; open: number },
): Promise<void> {
  const ballot = (await send('GET', `/api/ballots/${id}`)).body as BallotView
  const { version, kind, electorate, form, title, text, isSecret } = ballot
  const opensAt = Date.now() + opensIn
  const times = {
    opensAt: new Date(opensAt).toISOString(),
    closesAt: new Date(opensAt + open).toISOString(),
  }
  const body = { version, kind, electorate, form, title, text, isSecret, ...times }
  const { status, body: answer } = await send('PATCH', `/api/ballots/${id}`, body)
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(answer)}`)
}
