import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { callAs, type Caller } from './api'
import { makeDataDir, startProduct, type Product } from './server'

const residents = ['owner', 'tenant', 'oldYardOwner', 'volunteer1', 'volunteer2', 'buildingLeader1']
const clientsEach = 4
const loadMs = 6000
const env = { RATE_LIMIT_FACTOR: '1000000' }
/** Quick to raise: nobody is asked anything, and it belongs to the resident's own building. */
const content = { category: 'corridor' }

/** What one client knows: its key, whose it is, and the id it was told, if it was told one. */
interface Sent {
  key: string
  who: string
  id?: string
}

async function callAll(product: Product): Promise<Map<string, Caller>> {
  const callers = new Map<string, Caller>()
  for (const who of residents) callers.set(who, await callAs(product, who))
  return callers
}

/** Raises one need after the other until told to stop or cut off. */
async function keepRaising(caller: Caller, who: string, client: string, sent: Sent[], signal: AbortSignal) {
  for (let i = 0; !signal.aborted; i += 1) {
    const attempt: Sent = { key: `${client}-${i}`, who }
    sent.push(attempt)
    try {
      const { status, body } = await caller.send('POST', '/api/needs', content, attempt.key)
      if (status === 201) attempt.id = (body as { id: string }).id
    } catch {
      return // the server is gone
    }
  }
}

async function loadUntilKilled(product: Product, round: number): Promise<Sent[]> {
  const callers = await callAll(product)
  const sent: Sent[] = []
  const end = new AbortController()
  const clients = [...callers].flatMap(([who, caller]) =>
    Array.from({ length: clientsEach }, (_, i) =>
      keepRaising(caller, who, `round${round}-${who}-${i}`, sent, end.signal),
    ),
  )
  await sleep(loadMs)
  await product.kill()
  end.abort()
  await Promise.all(clients)
  return sent
}

/** Sends each again with its key, as a client does that is not sure; answers with the id it is told now. */
async function sendAgain(product: Product, sent: readonly Sent[]): Promise<string[]> {
  const callers = await callAll(product)
  const ids: string[] = []
  const waiting = [...sent.entries()]
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [place, { who, key }] = next
      const need = await callers.get(who)?.raise(content, key)
      ids[place] = need?.id ?? ''
    }
  }
  await Promise.all(Array.from({ length: 16 }, work))
  return ids
}

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

describe('kill -9 of server and engine', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await makeDataDir()
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  it('loses no need that was acknowledged and doubles none that is sent again', async () => {
    const sent: Sent[] = []
    for (const round of [1, 2])
      sent.push(...(await loadUntilKilled(await startProduct({ dataDir, env }), round)))
    const acknowledged = sent.filter(({ id }) => id !== undefined)
    expect(acknowledged.length).toBeGreaterThan(100)
    expect(sent.length).toBeGreaterThan(acknowledged.length)

    const product = await startProduct({ dataDir, env })
    try {
      const found = async () => {
        const callers = [...(await callAll(product)).values()]
        return new Set((await Promise.all(callers.map(listIds))).flat())
      }
      const afterCrash = await found()
      expect(acknowledged.filter(({ id = '' }) => !afterCrash.has(id))).toEqual([])

      const ids = await sendAgain(product, sent)
      expect(sent.filter(({ id }, i) => id !== undefined && id !== ids[i])).toEqual([])
      expect(new Set(ids).size).toBe(sent.length)
      expect((await found()).size).toBe(sent.length)
    } finally {
      await product.stop()
    }
  }, 300_000)
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
