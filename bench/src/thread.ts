import { moderationRules } from '@linli/shared/moderation/moderation'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ContentCheck } from '../../server/src/features/contentCheck/contentCheck.model'
import { systemClock } from '../../server/src/lib/clock'
import { startSandbox, type Sandbox } from '../../server/src/sandbox/sandbox'
import { buildResident, signIn, testAreas } from '../../server/src/test/users.factory'
import { describe, listDelays, measureFanout, warmUps, type Fanned } from './crowd'
import { emitBare, wantedMilliseconds } from './fanout'
import { Connection } from './load'
import { quantile, round, say, sayVerdict } from './measure'
import { startBare, startServer, withSandbox } from './processes'
import { buildResidents, readSettings } from './residents'
import type { Watched } from './sockets'

/** A writer's answer may take so many times as long while all of them read. */
const slowFactor = 1.5
/** How often comments are written: alone, heard, read, and alone again. */
const phases = 4
const eachWrites = Math.floor(moderationRules.flood.answers / 2)

type Call = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Record<string, unknown>>

const makeCaller =
  (connection: Connection, token: string): Call =>
  async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() }
    const { status, body: text } = await connection.send({ method, path, headers, body })
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }

/** A neighbour who opened the mini program just now, so that WeChat checks what she writes. */
async function buildWriter(uri: string, sandbox: Sandbox): Promise<string> {
  const writer = await buildResident()
  const identity = { key: writer.id, name: '写帖子的邻居', openid: writer.openid }
  sandbox.registerIdentities([identity])
  await fetch(`${sandbox.url}/sandbox/identities/${writer.id}/visit`, { method: 'POST' })
  return (await signIn(writer, { config: readSettings(uri), clock: systemClock })).token
}

const community = testAreas.community

async function acceptName(call: Call): Promise<void> {
  const { nameRule } = await call('GET', `/api/forum/home?community=${community}`)
  await call('POST', '/api/forum/name', { community, nameRule })
}

/** Writes a post and waits until it has passed the check. */
async function writePost(call: Call): Promise<string> {
  const post = { community, board: 'neighbours', text: '三号楼门口的桂花开了，大家来看。' }
  const { id } = await call('POST', '/api/forum/posts', post)
  for (let i = 0; i < 200; i += 1) {
    const { state } = await call('GET', `/api/forum/posts/${String(id)}`)
    if (state === 'visible') return String(id)
    await sleep(50)
  }
  throw new Error('the post was not checked')
}

/** When the check let each comment pass, by the order in which they were written. */
async function readPassed(commentIds: readonly string[]): Promise<number[]> {
  const rows = await ContentCheck.find(
    { key: { $in: commentIds.map((id) => `forumComment:${id}:words:1`) } },
    { subjectId: 1, decidedAt: 1 },
  ).lean()
  const byId = new Map(rows.map(({ subjectId, decidedAt }) => [subjectId, decidedAt?.getTime() ?? NaN]))
  return commentIds.map((id) => byId.get(id) ?? NaN)
}

const listAnswers = (fanned: readonly Fanned[]): number[] => fanned.map(({ at, answered }) => answered - at)

export interface ThreadOptions {
  sockets: number
  events: number
}

/** A comment on its way to everybody who has the thread open, and what they cost its writer. */
export async function benchThread(uri: string, { sockets, events }: ThreadOptions): Promise<void> {
  const tokens = await buildResidents(uri, sockets)
  const bare = await Promise.all(['bare-1', 'bare-2'].map((name) => startBare(uri, name)))
  const watched: Watched = { kind: 'thread', id: '1', event: 'thread.changed', stamp: 'comments' }
  const emit = (connection: Connection) => emitBare(connection, watched)
  await measureFanout({ name: 'bare', servers: bare, tokens, watched, press: emit, events })
  await Promise.all(bare.map((one) => one.stop()))

  const sandbox = await startSandbox({ port: 0, appUrl: 'http://127.0.0.1:9' })
  const settings = withSandbox(sandbox.url)
  const servers = [
    await startServer(uri, 'thread-1', { settings }),
    await startServer(uri, 'thread-2', { settings }),
  ]
  const connection = await Connection.open(servers[0]?.port ?? 0)
  const writers: string[] = []
  // A person sees first what one neighbour writes in a flood or in the same words again.
  for (let i = 0; i < (phases * (events + warmUps)) / eachWrites; i += 1) {
    const token = await buildWriter(uri, sandbox)
    await acceptName(makeCaller(connection, token))
    writers.push(token)
  }
  const postId = await writePost(makeCaller(connection, writers[0] ?? ''))
  connection.close()
  const written: string[] = []
  const press = async (own: Connection) => {
    const token = writers[written.length % writers.length] ?? ''
    const { id } = await makeCaller(own, token)('POST', `/api/forum/posts/${postId}/comments`, {
      text: `我家在${written.length + 1}楼，窗口就能闻到，真香。`,
    })
    return written.push(String(id))
  }
  const one = { servers, watched: { ...watched, id: postId }, press, events }
  const alone = await measureFanout({ ...one, name: 'alone', tokens: [] })
  const first = written.length + warmUps
  const listening = await measureFanout({ ...one, name: 'product', tokens })
  const passed = await readPassed(written.slice(first))
  const reading = { path: `/api/forum/posts/${postId}/comments`, cursor: written.at(-1) ?? postId }
  const reader = { ...one, watched: { ...one.watched, reading } }
  const busy = await measureFanout({ ...reader, name: 'reading', tokens })
  const again = await measureFanout({ ...one, name: 'alone', tokens: [] })
  await Promise.all(servers.map((server) => server.stop()))
  await sandbox.stop()
  judge({ alone: [...alone, ...again], listening, busy, passed, sockets })
}

interface Judged {
  /** Nobody has the thread open. */
  alone: Fanned[]
  /** All have it open. */
  listening: Fanned[]
  /** When each of these comments had passed the check. */
  passed: number[]
  /** All have it open and fetch what is new. */
  busy: Fanned[]
  sockets: number
}

function judge({ alone, listening, busy, passed, sockets }: Judged): void {
  const delays = listDelays(listening)
  const published = listening.flatMap(({ arrived }, i) =>
    arrived.map((moment) => moment - (passed[i] ?? NaN)),
  )
  say(`  from the check's verdict to the socket: ${describe(published)}`)
  const [quiet, open, read] = [listAnswers(alone), listAnswers(listening), listAnswers(busy)]
  say(
    `  the writer's answer: alone ${describe(quiet)}, with ${sockets} who have it open ${describe(open)}, ` +
      `who also fetch ${describe(read)}`,
  )
  const missing = sockets * listening.length - delays.length
  sayVerdict('every comment reached every socket', missing === 0, `${missing} did not`)
  const p95 = quantile(delays, 0.95)
  sayVerdict(
    `a comment to ${sockets} sockets over two servers, from the press, its check included`,
    p95 < wantedMilliseconds,
    `p95 ${round(p95)} ms, wanted ${wantedMilliseconds}`,
  )
  const [before, after] = [quantile(quiet, 0.5), quantile(read, 0.5)]
  sayVerdict(
    `${sockets} readers do not slow the writer`,
    after <= slowFactor * before,
    `p50 ${round(after, 1)} ms, alone ${round(before, 1)}, wanted ${slowFactor} ×`,
  )
}
