import { placeOf } from '@linli/shared/areas/areas'
import { SingleBar } from 'cli-progress'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ForumPost } from '../../server/src/features/forum/post.model'
import { toBigrams } from '../../server/src/lib/bigrams'
import { makeTimedId } from '../../server/src/lib/timedIds'
import { testAreas } from '../../server/src/test/users.factory'
import { Connection } from './load'
import { alternate, quantile, round, say, sayVerdict } from './measure'
import { benchDir, buildServer, openEngine, startBare, startServer } from './processes'
import { buildResidents, connect, disconnect, mongoose } from './residents'
import { benchThread, type ThreadOptions } from './thread'

const rounds = 300
const pageSize = 20
const wantedFactor = 3
const chunk = 1000
const years = 2
const yearMilliseconds = 365 * 24 * 3_600_000

const words = '江畔苑1号楼门口的路灯晚上一闪一闪的，有人知道找谁吗？昨天我走过去差点绊一跤，老人家要当心。'
const noteFile = (dataDir: string) => path.join(dataDir, 'posts.json')

/** One community's posts over two years, as they are once they have passed the check. */
async function loadPosts(count: number): Promise<void> {
  const bar = new SingleBar({
    format: '  posts {bar} {value}/{total}, {duration_formatted}, {eta_formatted} to go',
    noTTYOutput: true,
  })
  bar.start(count, 0)
  const { district, street } = placeOf(testAreas.community)
  const bigrams = toBigrams(words)
  const [now, step] = [Date.now(), (years * yearMilliseconds) / count]
  for (let start = 0; start < count; start += chunk) {
    const rows = Array.from({ length: Math.min(chunk, count - start) }, (_, i) => {
      const createdAt = new Date(now - (start + i) * step)
      return {
        _id: makeTimedId(createdAt),
        ...{ district, street, community: testAreas.community, board: 'neighbours' },
        ...{ authorId: new mongoose.Types.ObjectId(), as: 'resident', isOfficial: false },
        ...{ text: words, media: [], state: 'visible', edition: 1, version: 2, bigrams },
        ...{ isLocked: false, isAnswered: false, hasOfficialAnswer: false, outbox: [] },
        ...{ requestKey: `bench:${start + i}`, fingerprint: 'bench', createdAt },
      }
    })
    await ForumPost.collection.insertMany(rows, { ordered: false })
    bar.update(start + rows.length)
  }
  bar.stop()
}

async function get(connection: Connection, target: string, token?: string): Promise<unknown> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { status, body } = await connection.send({ method: 'GET', path: target, headers })
  if (status !== 200) throw new Error(`${target}: ${status} ${body}`)
  return JSON.parse(body)
}

interface Ports {
  server: number
  bare: number
  uri: string
}

/** First and next page of the feed beside the least that a page of an index costs. */
async function measureFeed(count: number, { server, bare, uri }: Ports): Promise<void> {
  const [token] = await buildResidents(uri, 1)
  const product = await Connection.open(server)
  const first = `/api/forum/posts?community=${testAreas.community}&limit=${pageSize}`
  const { nextCursor } = (await get(product, first, token)) as { nextCursor?: string }
  if (nextCursor === undefined) throw new Error('the page is not full')
  // The first read of a collection after a start is slow; a connection that waits for it would be closed.
  await get(product, `${first}&cursor=${nextCursor}`, token)
  const plain = await Connection.open(bare)
  // Two pages lie in so many hours: the bare find is not made to read more than it needs either.
  const hours = Math.ceil((2 * pageSize * years * yearMilliseconds) / count / 3_600_000)
  const find = `/posts?community=${testAreas.community}&hours=${hours}&limit=${pageSize}`
  const samplers = {
    bare: () => get(plain, find),
    first: () => get(product, first, token),
    next: () => get(product, `${first}&cursor=${nextCursor}`, token),
  }
  await alternate(samplers, 50) // the warm-up
  const times = await alternate(samplers, rounds)
  for (const connection of [product, plain]) connection.close()
  const limit = wantedFactor * quantile(times.bare, 0.95)
  for (const page of ['first', 'next'] as const) {
    const p95 = quantile(times[page], 0.95)
    const figures =
      `p50 ${round(quantile(times[page], 0.5), 1)}, p95 ${round(p95, 1)} ms, ` +
      `wanted ${round(limit, 1)} (${wantedFactor} × bare)`
    sayVerdict(`${page} page of a forum with ${count} posts`, p95 <= limit, figures)
  }
}

interface FeedOptions extends ThreadOptions {
  posts: number
}

/** A forum of that many posts: what its readers wait for, beside a bare indexed find. */
export async function benchFeed({ posts: count, ...thread }: FeedOptions): Promise<void> {
  buildServer()
  const dataDir = benchDir(`feed-${count}`)
  if (!existsSync(noteFile(dataDir))) rmSync(dataDir, { recursive: true, force: true })
  const engine = await openEngine(dataDir)
  if (!engine) return
  try {
    await connect(engine.uri)
    say(`${count} posts of one community on ${engine.kind}`)
    if (!existsSync(noteFile(dataDir))) {
      await loadPosts(count)
      writeFileSync(noteFile(dataDir), JSON.stringify({ count }))
    }
    const server = await startServer(engine.uri)
    const bare = await startBare(engine.uri)
    await measureFeed(count, { server: server.port, bare: bare.port, uri: engine.uri })
    await Promise.all([server.stop(), bare.stop()])
    await benchThread(engine.uri, thread)
  } finally {
    await disconnect()
    await engine.stop()
  }
}
