import { setTimeout as sleep } from 'node:timers/promises'
import { callAs, type Caller } from './api'
import { nameCivic, prepareCivic, type CivicPress } from './crash.civic'
import type { Product } from './server'

const residents = ['owner', 'tenant', 'oldYardOwner', 'volunteer1', 'volunteer2', 'buildingLeader1']
/** Of one round; a slow machine has so long for it. */
const enoughOfEach = 15
const enoughPaid = 8
/** Votes and signatures of each round before the engine is killed. */
const enoughDecided = 8
const loadMs = 90_000
const quickPauseMs = 300
/** So that they last as long as the orders, and some are under way whenever something is killed. */
const civicPauseMs = 1000
const community = '310113003026'
const miniAppid = 'wx0000000000000001'

/** One press: its key, whose it is, what it sends where, and the id it was told, if it was told one. */
export interface Sent {
  kind: 'need' | 'comment' | 'order' | CivicPress['kind']
  method?: CivicPress['method']
  key: string
  who: string
  path: string
  body: object
  id?: string
  /** Of an order: the attempt to pay, and whether WeChat said on the phone that it is paid. */
  paymentId?: string
  isPaid?: boolean
}

/** What can be ordered and paid for in WeChat: a bath has two places an hour, a meal eighty. */
interface Offer {
  itemCode: string
  offeringId: string
  startsAt: string
}

export async function callAll(product: Product): Promise<Map<string, Caller>> {
  const callers = new Map<string, Caller>()
  for (const who of residents) callers.set(who, await callAs(product, who))
  return callers
}

async function read<T>({ send }: Caller, path: string): Promise<T> {
  const { status, body } = await send('GET', path)
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
  return body as T
}

async function findThread(caller: Caller): Promise<string> {
  const list = await read<{ items: { id: string }[] }>(caller, `/api/forum/posts?community=${community}`)
  return `/api/forum/posts/${list.items[0]?.id ?? 'none'}/comments`
}

/** Nobody writes before she has seen how neighbours will read her name. */
async function agreeToName(caller: Caller): Promise<void> {
  const { nameRule } = await read<{ nameRule: string }>(caller, `/api/forum/home?community=${community}`)
  await caller.send('POST', '/api/forum/name', { community, nameRule })
}

async function listOffers(caller: Caller, itemCode: string): Promise<Offer[]> {
  interface Proposal {
    days: string[]
    proposal?: Omit<Offer, 'itemCode'>
    others: Omit<Offer, 'itemCode'>[]
  }
  const ask = (query: string) =>
    read<Proposal>(caller, `/api/elder-care/services/${itemCode}/proposal${query}`)
  const { days } = await ask('')
  const proposals = await Promise.all(days.slice(2, 6).map((day) => ask(`?day=${day}`)))
  return proposals.flatMap(({ proposal, others }) =>
    [...(proposal ? [proposal] : []), ...others].map(({ offeringId, startsAt }) => ({
      ...{ itemCode, offeringId, startsAt },
    })),
  )
}

/** A client at work: what it sends next, and what it does when that was acknowledged. */
interface Work {
  /** Undefined when there is nothing left to press. */
  next: (i: number) => Pick<Sent, 'kind' | 'method' | 'path' | 'body'> | undefined
  then?: (sent: Sent, answer: unknown) => Promise<void>
  /** What is quick is not pressed more often than what takes many steps. */
  pauseMs?: number
}

/** As a phone does: asks what to pay, pays at WeChat's cashier; every third one is called off at once. */
async function payFor(
  caller: Caller,
  sent: Sent,
  payableFen: number,
  sandboxUrl: string,
  isCalledOff: boolean,
) {
  const path = `/api/payables/careOrder/${sent.id ?? ''}/payment`
  const started = await caller.send('POST', path, { channel: 'mini', amountFen: payableFen })
  if (started.status !== 201) return
  const { payment, parameters } = started.body as { payment: { id: string }; parameters: object }
  sent.paymentId = payment.id
  const paid = await fetch(`${sandboxUrl}/sandbox/pay/confirm`, {
    method: 'POST',
    body: JSON.stringify({ parameters: { ...parameters, appId: miniAppid } }),
  })
  sent.isPaid = ((await paid.json()) as { errMsg?: string }).errMsg === 'requestPayment:ok'
  if (isCalledOff)
    await caller.send('POST', `/api/elder-care/orders/${sent.id ?? ''}/actions`, {
      action: 'cancel',
      reason: 'changed',
      feeFen: 0,
    })
}

/** Where all of them write, and what all of them want. */
interface Common {
  thread: string
  offers: Offer[]
}

async function findCommon(caller: Caller | undefined): Promise<Common> {
  if (!caller) throw new Error('nobody is there')
  const offers = [...(await listOffers(caller, 'siteBath')), ...(await listOffers(caller, 'canteenMeal'))]
  return { thread: await findThread(caller), offers }
}

function listWork(
  { sandboxUrl }: Product,
  caller: Caller,
  { thread, offers }: Common,
  civic: readonly CivicPress[],
): Work[] {
  /** Quick to raise: nobody is asked anything, and it belongs to the resident's own building. */
  const raise: Work = {
    next: () => ({ kind: 'need', path: '/api/needs', body: { category: 'corridor' } }),
    pauseMs: quickPauseMs,
  }
  const talk: Work = {
    next: (i) => ({ kind: 'comment', path: thread, body: { text: `收到，谢谢大家，第${i + 1}次来看。` } }),
    pauseMs: quickPauseMs,
  }
  let pressed = 0
  const order: Work = {
    next: (i) => ({
      kind: 'order',
      path: '/api/elder-care/orders',
      body: { ...offers[i % offers.length], settlement: 'wechat' },
    }),
    then: (sent, answer) =>
      payFor(
        caller,
        sent,
        (answer as { payableFen: number }).payableFen,
        sandboxUrl,
        (pressed += 1) % 3 === 0,
      ),
  }
  const [votes, signatures] = (['vote', 'signature'] as const).map((kind) => {
    const own = civic.filter((press) => press.kind === kind)
    return { next: (i: number) => own[i], pauseMs: civicPauseMs }
  }) as [Work, Work]
  return [raise, talk, votes, signatures, order, order]
}

/** What the press is told it made. */
const readId = ({ kind, who }: Sent, body: unknown): string | undefined =>
  kind === 'vote' || kind === 'signature'
    ? nameCivic(kind, who, body)
    : (body as { id?: string } | undefined)?.id

/** Presses one thing after the other until told to stop or cut off. */
async function keepPressing(
  { caller, who, client }: { caller: Caller; who: string; client: string },
  work: Work,
  sent: Sent[],
  signal: AbortSignal,
): Promise<void> {
  for (let i = 0; !signal.aborted; i += 1) {
    const next = work.next(i)
    if (!next) return
    const press: Sent = { key: `${client}-${i}`, who, ...next }
    sent.push(press)
    try {
      const { status, body } = await caller.send(press.method ?? 'POST', press.path, press.body, press.key)
      const id = status === 200 || status === 201 ? readId(press, body) : undefined
      if (id !== undefined) {
        press.id = id
        await work.then?.(press, body)
      }
      await sleep(work.pauseMs ?? 0)
    } catch {
      return // the server is gone
    }
  }
}

/** Enough of each was acknowledged and enough was paid that the rest hangs in the air wherever power fails. */
function isBusyEnough(sent: readonly Sent[]): boolean {
  const count = (isMeant: (each: Sent) => boolean) => sent.filter(isMeant).length
  const kinds = ['need', 'comment', 'order'] as const
  return (
    kinds.every((kind) => count((each) => each.kind === kind && each.id !== undefined) >= enoughOfEach) &&
    count(({ isPaid }) => isPaid === true) >= enoughPaid
  )
}

/** Votes and signatures were acknowledged and others are under way. */
const isHalfBusy = (sent: readonly Sent[]): boolean =>
  (['vote', 'signature'] as const).every(
    (kind) => sent.filter((each) => each.kind === kind && each.id !== undefined).length >= enoughDecided,
  )

/**
 * Everybody raises needs, talks, votes, signs, orders, pays and calls off at once; in the midst of it the engine alone is
 * killed, and then power fails.
 */
export async function loadUntilKilled(product: Product, round: number): Promise<Sent[]> {
  const callers = await callAll(product)
  const sent: Sent[] = []
  const end = new AbortController()
  const clients: Promise<void>[] = []
  const common = await findCommon([...callers.values()][0])
  const civic = await prepareCivic(product, callers, community)
  for (const [who, caller] of callers) {
    await agreeToName(caller)
    for (const [i, work] of listWork(product, caller, common, civic.get(who) ?? []).entries())
      clients.push(keepPressing({ caller, who, client: `round${round}-${who}-${i}` }, work, sent, end.signal))
  }
  const latest = Date.now() + loadMs
  while (!isHalfBusy(sent) && Date.now() < latest) await sleep(100)
  await product.killEngine()
  while (!isBusyEnough(sent) && Date.now() < latest) await sleep(100)
  await product.kill()
  end.abort()
  await Promise.all(clients)
  return sent
}

/** Sends each again with its key, as a client does that is not sure; answers with the id it is told now, if any. */
export async function sendAgain(product: Product, sent: readonly Sent[]): Promise<(string | undefined)[]> {
  const callers = await callAll(product)
  const ids: (string | undefined)[] = []
  const waiting = [...sent.entries()]
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [place, press] = next
      const { who, key, path, body, method = 'POST' } = press
      const answer = await callers.get(who)?.send(method, path, body, key)
      ids[place] = answer && readId(press, answer.body)
    }
  }
  await Promise.all(Array.from({ length: 16 }, work))
  return ids
}
