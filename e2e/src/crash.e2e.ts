import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { callAs, type Caller } from './api'
import { closeSome, findCivicProblems, findCountProblems } from './crash.civic'
import { callAll, loadUntilKilled, sendAgain, type Sent } from './crash.load'
import { findMoneyProblems, findPlaceProblems } from './crash.money'
import { withDatabase } from './database'
import { findFreePort, makeDataDir, startProduct, type Product } from './server'

const healMs = 60_000
const env = { RATE_LIMIT_FACTOR: '1000000' }
/** Quick to raise: nobody is asked anything, and it belongs to the resident's own building. */
const content = { category: 'corridor' }

async function listIds(caller: Caller): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const query = `isOpen=true&limit=50${cursor === undefined ? '' : `&cursor=${cursor}`}`
    const { body } = await caller.send('GET', `/api/needs/mine?${query}`)
    const page = body as { items: { id: string; category: { code: string } }[]; nextCursor?: string }
    ids.push(...page.items.filter(({ category }) => category.code === content.category).map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return ids
}

async function findNeeds(product: Product): Promise<Set<string>> {
  const callers = [...(await callAll(product)).values()]
  return new Set((await Promise.all(callers.map(listIds))).flat())
}

/** What was written down of what residents sent, by the ids they were told. */
async function findWritten(product: Product): Promise<Set<string>> {
  const needs = await findNeeds(product)
  const others = await withDatabase(product, async (db) => {
    const read = (name: string) =>
      db
        .collection(name)
        .find({}, { projection: { _id: 1 } })
        .toArray()
    return [...(await read('careorders')), ...(await read('forumcomments'))]
  })
  return new Set([...needs, ...others.map(({ _id }) => _id.toString())])
}

/** Phones ask what became of a payment that nobody was told of; the rest settles by itself. */
async function heal(product: Product, sent: readonly Sent[]): Promise<string[]> {
  const callers = await callAll(product)
  const open = await withDatabase(product, async (db) => {
    // Nobody waits five minutes in a test until a place without an order is looked at.
    await db
      .collection('careslots')
      .updateMany({ checkAt: { $type: 'date' } }, { $set: { checkAt: new Date() } })
    return db.collection('payments').find({ state: 'open' }).toArray()
  })
  const ids = new Set(open.map(({ _id }) => _id.toString()))
  for (const { who, paymentId = '' } of sent)
    if (ids.has(paymentId)) await callers.get(who)?.send('POST', `/api/payments/${paymentId}/check`)
  const end = Date.now() + healMs
  for (;;) {
    const problems = [...(await findMoneyProblems(product)), ...(await findPlaceProblems(product))]
    if (problems.length === 0 || Date.now() > end) return problems
    await sleep(500)
  }
}

describe('kill -9 of the engine alone, then of server and engine, while residents raise, talk, vote, sign, order, pay and call off', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await makeDataDir()
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  it('loses nothing acknowledged, doubles nothing sent again, oversells no place, takes and returns money once', async () => {
    // WeChat sends its notices to the address that was named: it stays the same over a restart.
    const options = { dataDir, env, ports: [await findFreePort(), await findFreePort()] as const }
    const sent: Sent[] = []
    for (const round of [1, 2]) sent.push(...(await loadUntilKilled(await startProduct(options), round)))
    const acknowledged = sent.filter(({ id }) => id !== undefined)
    for (const kind of ['need', 'comment', 'order'] as const)
      expect(acknowledged.filter((each) => each.kind === kind).length).toBeGreaterThan(20)
    for (const kind of ['vote', 'signature'] as const)
      expect(acknowledged.filter((each) => each.kind === kind).length).toBeGreaterThan(10)
    expect(sent.length).toBeGreaterThan(acknowledged.length)
    const paid = sent.filter(({ isPaid }) => isPaid)
    expect(paid.length).toBeGreaterThan(10)

    const product = await startProduct(options)
    try {
      const afterCrash = await findWritten(product)
      const isCivic = ({ kind }: Sent): boolean => kind === 'vote' || kind === 'signature'
      expect(acknowledged.filter((each) => !isCivic(each) && !afterCrash.has(each.id ?? ''))).toEqual([])
      expect(await findCivicProblems(product, sent)).toEqual([])

      const ids = await sendAgain(product, sent)
      expect(sent.filter(({ id }, i) => id !== undefined && id !== ids[i])).toEqual([])
      // What hung in the air is voted and signed by now, once.
      const again = sent.map((each, i) => ({ ...each, ...(ids[i] === undefined ? {} : { id: ids[i] }) }))
      expect(again.filter((each) => isCivic(each) && each.id === undefined)).toEqual([])
      expect(await findCivicProblems(product, again)).toEqual([])
      expect(await closeSome(product, await callAs(product, 'owner'), again)).toEqual([])
      const told = ids.filter((id) => id !== undefined)
      expect(new Set(told).size).toBe(told.length)
      const needs = sent.filter(({ kind }) => kind === 'need')
      expect((await findNeeds(product)).size).toBe(needs.length)

      expect(await heal(product, sent)).toEqual([])
      expect(await findCountProblems(product, again)).toEqual([])
      const settled = await withDatabase(product, (db) =>
        db
          .collection('payments')
          .find({ state: { $in: ['paid', 'refunded'] } })
          .toArray(),
      )
      const settledIds = new Set(settled.map(({ _id }) => _id.toString()))
      expect(paid.filter(({ paymentId = '' }) => !settledIds.has(paymentId))).toEqual([])
    } finally {
      await product.stop()
    }
  }, 420_000)
})

describe('two servers on one database', () => {
  it('escalate each late need once', async () => {
    const first = await startProduct({ env })
    const second = await startProduct({ env: { ...env, MONGODB_URI: first.databaseUri } })
    const client = await MongoClient.connect(first.databaseUri)
    try {
      const owner = await callAs(second, 'owner')
      const ids = await Promise.all(
        Array.from({ length: 60 }, async () => {
          const { id } = await owner.raise(content)
          await owner.send('POST', `/api/needs/${id}/release`)
          return id
        }),
      )
      const needs = client.db().collection<{ history: { action: string }[] }>('needs')
      const mine = { open: true, 'category.code': content.category }
      const late = new Date(Date.now() - 3_600_000)
      await needs.updateMany(mine, { $set: { acceptBy: late, checkAt: new Date(Date.now() + 1500) } })

      const countSteps = async (action: string) => {
        const all = await needs.find(mine).toArray()
        return all.map(({ history }) => history.filter((entry) => entry.action === action).length)
      }
      const end = Date.now() + 30_000
      while ((await countSteps('escalate')).includes(0) && Date.now() < end) await sleep(200)
      await sleep(4000) // some more sweeps of both
      expect(await countSteps('escalate')).toEqual(ids.map(() => 1))
      expect(await countSteps('warn')).toEqual(ids.map(() => 1))
    } finally {
      await client.close()
      await second.stop()
      await first.stop()
    }
  }, 120_000)
})
