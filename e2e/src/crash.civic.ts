import { setTimeout as sleep } from 'node:timers/promises'
import { ObjectId, type Db } from 'mongodb'
import type { Caller } from './api'
import { withDatabase } from './database'
import type { Product } from './server'

/** Of one round: each of the first few residents votes on, and signs, every one of them. */
const ofEach = 10
const mostVoters = 3
const gates = 16
/** So many are closed afterwards; each shuts its gates one by one. */
const closedAfterwards = 2
const closeMs = 60_000
const day = 24 * 3_600_000

/** What one resident presses: the vote or the signature, and by what it is known again. */
export interface CivicPress {
  kind: 'vote' | 'signature'
  method: 'POST' | 'PUT'
  path: string
  body: object
}

interface Voter {
  who: string
  personId: ObjectId
}

async function listVoters(db: Db, callers: ReadonlyMap<string, Caller>): Promise<Voter[]> {
  const voters: Voter[] = []
  for (const [who, caller] of callers) {
    const { id } = (await caller.send('GET', '/api/me')).body as { id: string }
    const user = await db.collection('users').findOne({ _id: new ObjectId(id) })
    if (user?.personId instanceof ObjectId) voters.push({ who, personId: user.personId })
    if (voters.length === mostVoters) break
  }
  return voters
}

/** An open secret ballot of residents, with the roll and the gates that its opening writes. */
async function openBallot(db: Db, community: string, voters: readonly Voter[]): Promise<string> {
  const [ballotId, rollId] = [new ObjectId(), new ObjectId()]
  const now = Date.now()
  const plan = { role: 'plan', id: 'a', text: '同意' }
  const share = { numerator: 1, denominator: 2, isOver: true }
  const closesAt = new Date(now + day)
  await db.collection('ballotrolllines').insertMany(
    voters.map(({ personId }) => ({
      ...{ ballotId, rollId, voterKey: `person:${personId.toString()}`, personIds: [personId], area: 0 },
      ...{ key: `${rollId.toString()}:person:${personId.toString()}`, rooms: [], requestKeys: [] },
      ...{ hasVoted: false, isStruck: false },
    })),
  )
  await db.collection<{ _id: string }>('ballotgates').insertMany(
    Array.from({ length: gates }, (_, i) => ({
      ...{ _id: `${ballotId.toString()}:${i}`, ballotId, isShut: false, heads: 0, area: 0, days: {} },
      changes: 0,
    })),
  )
  await db.collection('ballots').insertOne({
    ...{ _id: ballotId, district: community.slice(0, 6), street: community.slice(0, 9), community },
    ...{ kind: 'residents', electorate: 'adults', form: 'yesNo', isSecret: true, mostChoices: 1 },
    ...{ subject: { kind: 'community', title: '社区的事' }, title: '装不装路灯', text: '东门很暗。' },
    options: [plan, { ...plan, id: 'b', text: '反对', role: 'against' }],
    rule: { quorum: share, majority: share },
    ...{ opensAt: new Date(now - day), closesAt, checkAt: closesAt, createdAt: new Date(now - day) },
    ...{ state: 'open', version: 1, isFrozen: false, rollId, size: { heads: voters.length, area: 0 } },
    ...{ gaps: { births: 0, homes: 0 }, struck: { heads: 0, area: 0 }, history: [], outbox: [] },
    hiddenPieces: [],
  })
  return ballotId.toString()
}

/** A motion as one of the demo's, which nobody has signed. */
async function raiseMotion(db: Db, community: string): Promise<string> {
  const like = await db.collection('motions').findOne({ community, state: 'visible', stage: 'gathering' })
  if (!like) throw new Error('the demo has no motion that gathers')
  const _id = new ObjectId()
  await db.collection('motions').insertOne({
    ...{
      ...like,
      _id,
      authorId: new ObjectId(),
      requestKey: `crash:${_id.toString()}`,
      threshold: 100_000,
      history: [],
      outbox: [],
    },
    counts: { coSigners: 0, adults: 0, households: 0, for: 0, against: 0 },
    // No clock runs out in a test.
    ...{ stageSince: new Date(), dueBy: new Date(Date.now() + 30 * day), checkAt: null },
  })
  return _id.toString()
}

/** What each resident presses in a round: a vote on each secret ballot, and a signature under each motion. */
export async function prepareCivic(
  product: Product,
  callers: ReadonlyMap<string, Caller>,
  community: string,
): Promise<Map<string, CivicPress[]>> {
  return withDatabase(product, async (db) => {
    const voters = await listVoters(db, callers)
    const presses = new Map<string, CivicPress[]>(voters.map(({ who }) => [who, []]))
    for (let i = 0; i < ofEach; i += 1) {
      const ballotId = await openBallot(db, community, voters)
      const motionId = await raiseMotion(db, community)
      for (const { who, personId } of voters)
        presses.get(who)?.push(
          {
            ...{ kind: 'vote', method: 'POST', path: `/api/ballots/${ballotId}/votes` },
            body: { voterKey: `person:${personId.toString()}`, version: 1, choices: [i % 2 ? 'a' : 'b'] },
          },
          {
            ...{ kind: 'signature', method: 'PUT', path: `/api/motions/${motionId}/signature` },
            body: { isOn: true },
          },
        )
    }
    return presses
  })
}

/** What is known of a press that was acknowledged: the receipt of a vote, and who signed what. */
export const nameCivic = (kind: CivicPress['kind'], who: string, body: unknown): string | undefined => {
  const { receipt, id } = body as { receipt?: string; id?: string }
  return kind === 'vote' ? receipt : id && `${id}:${who}`
}

interface Known {
  kind: string
  path: string
  id?: string
}
const idIn = (path: string): string => path.split('/')[3] ?? ''

/** Ballots whose roll, votes and gates say different things, doubled receipts, and what was acknowledged and is lost. */
export async function findCivicProblems(product: Product, sent: readonly Known[]): Promise<string[]> {
  return withDatabase(product, async (db) => {
    const problems: string[] = []
    const votes = sent.filter(({ kind }) => kind === 'vote')
    const receipts: string[] = []
    for (const id of new Set(votes.map(({ path }) => idIn(path)))) {
      const ballotId = new ObjectId(id)
      const lines = await db.collection('ballotrolllines').find({ ballotId, hasVoted: true }).toArray()
      const cast = await db.collection('ballotvotes').countDocuments({ ballotId })
      const passed = await db.collection('ballotgates').find({ ballotId }).toArray()
      const heads = passed.reduce((sum, gate) => sum + (gate.heads as number), 0)
      if (lines.length !== cast || cast !== heads)
        problems.push(`ballot ${id}: ${lines.length} on the roll, ${cast} votes, ${heads} through the gates`)
      receipts.push(...lines.map(({ receipt }) => String(receipt)))
    }
    const known = new Set(receipts)
    if (known.size !== receipts.length) problems.push('one receipt stands on two lines')
    for (const { id } of votes) if (id !== undefined && !known.has(id)) problems.push(`vote ${id} is lost`)
    const signatures = sent.filter(({ kind, id }) => kind === 'signature' && id !== undefined)
    for (const motion of new Set(signatures.map(({ path }) => idIn(path)))) {
      const on = await db
        .collection('cosignatures')
        .find({ motionId: new ObjectId(motion), isOn: true })
        .toArray()
      const signers = new Set(on.map(({ userId }) => String(userId)))
      const acknowledged = signatures.filter(({ path }) => idIn(path) === motion).length
      if (signers.size !== on.length) problems.push(`motion ${motion}: somebody has signed twice`)
      if (signers.size < acknowledged)
        problems.push(`motion ${motion}: ${signers.size} of ${acknowledged} signatures`)
    }
    return problems
  })
}

/** Counts that are not those of the signatures; they follow from them within a sweep. */
export async function findCountProblems(product: Product, sent: readonly Known[]): Promise<string[]> {
  const ids = new Set(sent.flatMap(({ kind, path }) => (kind === 'signature' ? [idIn(path)] : [])))
  return withDatabase(product, async (db) => {
    const problems: string[] = []
    for (const id of ids) {
      const motionId = new ObjectId(id)
      const on = await db.collection('cosignatures').countDocuments({ motionId, isOn: true })
      const motion = await db.collection('motions').findOne({ _id: motionId })
      const counted = (motion?.counts as { coSigners?: number } | undefined)?.coSigners
      if (counted !== on) problems.push(`motion ${id}: ${on} have signed, ${counted ?? 0} are counted`)
    }
    return problems
  })
}

/** Closes some ballots now. @returns what their published receipts and results do not say of the votes. */
export async function closeSome(product: Product, caller: Caller, sent: readonly Known[]): Promise<string[]> {
  const votes = sent.filter(({ kind }) => kind === 'vote')
  const ids = [...new Set(votes.map(({ path }) => idIn(path)))].slice(0, closedAfterwards)
  const over = new Date(Date.now() - 10_000)
  await withDatabase(product, (db) =>
    db
      .collection('ballots')
      .updateMany(
        { _id: { $in: ids.map((id) => new ObjectId(id)) } },
        { $set: { closesAt: over, checkAt: over } },
      ),
  )
  const problems: string[] = []
  const end = Date.now() + closeMs
  for (const id of ids) {
    const read = async () => (await caller.send('GET', `/api/ballots/${id}`)).body as Closed
    let ballot = await read()
    for (; ballot.state === 'open' && Date.now() < end; ballot = await read()) await sleep(300)
    const { body } = await caller.send('GET', `/api/ballots/${id}/receipts`)
    const { receipts = [] } = body as { receipts?: string[] }
    const own = votes.filter(({ path }) => idIn(path) === id).flatMap((vote) => vote.id ?? [])
    if (own.some((receipt) => !receipts.includes(receipt))) problems.push(`ballot ${id} lacks a receipt`)
    if (ballot.result?.turnout.heads !== receipts.length)
      problems.push(`ballot ${id}: ${receipts.length} receipts, ${JSON.stringify(ballot.result?.turnout)}`)
  }
  return problems
}

interface Closed {
  state: string
  result?: { turnout: { heads: number } }
}
