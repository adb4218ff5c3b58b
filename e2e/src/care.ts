import { toShanghaiDay } from '@linli/shared/time'
import { ObjectId } from 'mongodb'
import type { Caller } from './api'
import type { Person } from './browser'
import { withDatabase } from './database'
import type { Product } from './server'

/** A page of the services for elders. */
export const care = (page: string, query = ''): string => `/packages/elderCare/pages/${page}/index${query}`

/** The six digits as the elder sees them on the page of her order, and reads them out. */
export async function readCode({ page }: Person): Promise<string> {
  const shown = page.locator('.figures:visible', { hasText: /^\d{3} \d{3}$/ })
  return (await shown.innerText()).replace(/\D/g, '')
}

/** A bath, kept for a quarter of an hour for whoever pays. */
export async function placeUnpaid({ send }: Caller): Promise<string> {
  const { body } = await send('GET', '/api/elder-care/services/siteBath/proposal')
  const { offeringId, startsAt } = (body as { proposal: { offeringId: string; startsAt: string } }).proposal
  const wanted = { itemCode: 'siteBath', offeringId, startsAt, settlement: 'wechat' }
  return ((await send('POST', '/api/elder-care/orders', wanted)).body as { id: string }).id
}

/** The time of an order has come: nobody can wait for days in a test. */
export async function letComeNow(product: Product, orderId: string): Promise<void> {
  const startsAt = new Date()
  const endsAt = new Date(startsAt.getTime() + 2 * 60 * 60 * 1000)
  const change = { $set: { startsAt, endsAt, day: toShanghaiDay(startsAt) }, $unset: { checkAt: 1 } }
  await withDatabase(product, (db) =>
    db.collection('careorders').updateOne({ _id: new ObjectId(orderId) }, change),
  )
}

/** The steps of a helper as the server has them. */
export async function listSteps({ send }: Caller, id: string): Promise<string[]> {
  const { body } = await send('GET', `/api/elder-care/orders/${id}`)
  const { timeline } = body as { timeline: { action: string }[] }
  return timeline.map(({ action }) => action).filter((action) => /^(depart|start|finish)$/.test(action))
}
