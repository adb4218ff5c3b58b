import { ObjectId, type Db } from 'mongodb'
import { callAs, type Caller } from './api'
import { withDatabase } from './database'
import type { Product } from './server'

interface Person {
  _id: ObjectId
  householdId?: ObjectId
  birthYear: number
}

interface Account {
  _id: ObjectId
  personId: ObjectId
  district: string
  street: string
  building: string
}

/** So many at a time: as people come, not as a load. */
const atOnce = 10
const reachMs = 15_000

/** One grown-up of each of so many households, none of them one of the demo's accounts. */
async function chooseNeighbours(db: Db, community: string, count: number): Promise<Person[]> {
  const known = await db.collection('users').distinct('personId')
  const taken = new Set(known.map(String))
  const found = await db
    .collection<Person>('people')
    .find({ community, birthYear: { $gt: 1940, $lt: 2000 } })
    .toArray()
  const byHousehold = new Map<string, Person>()
  for (const person of found)
    if (person.householdId && !taken.has(String(person._id)))
      byHousehold.set(String(person.householdId), person)
  return [...byHousehold.values()].slice(0, count)
}

/** Everybody else has moved away: what is left is a lane whose households can all be heard in a test. */
async function emptyTheRest(
  db: Db,
  community: string,
  kept: readonly Person[],
  also: ObjectId,
): Promise<void> {
  const ids = [...kept.map(({ _id }) => _id), also]
  await db.collection('people').updateMany({ community, _id: { $nin: ids } }, { $set: { state: 'moved' } })
  const staying = await db
    .collection<Person>('people')
    .find({ _id: { $in: ids } })
    .toArray()
  const homes = staying.flatMap(({ householdId }) => householdId ?? [])
  await db.collection('households').deleteMany({ community, _id: { $nin: homes } })
}

async function join(product: Product, key: string): Promise<{ caller: Caller; id: string }> {
  await fetch(`${product.sandboxUrl}/sandbox/identities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, name: '邻居' }),
  })
  const caller = await callAs(product, key)
  const { body } = await caller.send('GET', '/api/me')
  return { caller, id: (body as { id: string }).id }
}

async function waitUntilVerified({ send }: Caller): Promise<void> {
  const end = Date.now() + reachMs
  for (;;) {
    const { body } = await send('GET', '/api/me')
    if ((body as { level: string }).level === 'verified') return
    if (Date.now() > end) throw new Error('a neighbour was never verified')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/**
 * Makes of the demo's community a lane of forty and some households with one grown-up each, and gives these an account.
 * Verifying each at the counter takes minutes and is tested elsewhere, so it is written into the database.
 * @param resident whose household stays as well, by the key of the demo's people.
 */
export async function buildLane(product: Product, resident: string, count: number): Promise<Caller[]> {
  return withDatabase(product, async (db) => {
    const { body } = await (await callAs(product, resident)).send('GET', '/api/me')
    const me = body as { id: string; community: { code: string } }
    const own = await db.collection<Account>('users').findOne({ _id: new ObjectId(me.id) })
    const community = me.community.code
    const neighbours = await chooseNeighbours(db, community, count)
    await emptyTheRest(db, community, neighbours, own?.personId ?? new ObjectId())
    const joined: { caller: Caller; id: string }[] = []
    for (let from = 0; from < count; from += atOnce)
      joined.push(
        ...(await Promise.all(
          neighbours.slice(from, from + atOnce).map((_, i) => join(product, `lane-${from + i}`)),
        )),
      )
    const { district, street, building } = own ?? {}
    const place = { district, street, community, building }
    for (const [i, { id }] of joined.entries())
      await db
        .collection('users')
        .updateOne(
          { _id: new ObjectId(id) },
          { $set: { ...place, level: 'verified', personId: neighbours[i]?._id } },
        )
    const callers = joined.map(({ caller }) => caller)
    for (const caller of callers) await waitUntilVerified(caller)
    return callers
  })
}

/** The time to knock at doors for a notice has come; until somebody is sent to them. */
export async function sendVisitors(product: Product, id: string): Promise<void> {
  await withDatabase(product, async (db) => {
    const noticeId = new ObjectId(id)
    const now = new Date()
    await db.collection('noticesettings').updateMany({}, { $set: { visitsPerWorkerDay: 60 } })
    await db.collection('notices').updateOne({ _id: noticeId }, { $set: { visitAt: now, nextAt: now } })
    const end = Date.now() + reachMs
    while ((await db.collection('noticereaches').countDocuments({ noticeId, state: 'visiting' })) === 0) {
      if (Date.now() > end) throw new Error('nobody was sent to anybody')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })
}

/** Sets the times of a ballot, which nobody waits days for. */
export async function setBallotTime(
  product: Product,
  id: string,
  times: { opensAt?: Date; closesAt?: Date },
): Promise<void> {
  const change = { $set: { ...times, checkAt: times.opensAt ?? times.closesAt } }
  await withDatabase(product, (db) => db.collection('ballots').updateOne({ _id: new ObjectId(id) }, change))
}
