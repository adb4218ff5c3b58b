import { createServer, type RequestListener } from 'node:http'
import Koa from 'koa'
import { ObjectId, type Db } from 'mongodb'
import { Server } from 'socket.io'
import { connect, mongoose } from './residents'
import { createMongoAdapter } from '../../server/src/realtime/mongoAdapter'

const payload = 'x'.repeat(60)

/** One small insert, and nothing else. */
async function insertSmall(db: Db): Promise<object> {
  const _id = new ObjectId()
  await db.collection('bareInserts').insertOne({ _id, at: new Date(), payload })
  return { id: _id.toString() }
}

/** A page of an index, as it is. */
function findPage(db: Db, post: string, limit: number): Promise<object[]> {
  return db
    .collection('needs')
    .find({ post, open: true }, { projection: { history: 0, outbox: 0 } })
    .sort({ deadline: 1, _id: 1 })
    .limit(limit)
    .toArray()
}

/** The newest posts of one community within the last hours, as an index has them. */
function findPosts(db: Db, community: string, hours: number, limit: number): Promise<object[]> {
  const since = ObjectId.createFromTime(Math.floor(Date.now() / 1000) - hours * 3600)
  return db
    .collection('forumposts')
    .find({ community, state: 'visible', _id: { $gte: since } }, { projection: { bigrams: 0, outbox: 0 } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray()
}

interface Watch {
  kind: string
  id: string
}

/** Events shaped as the product's. */
const events = {
  need: (id: string, stamp: number) => ({ id, version: stamp, state: 'accepted' }),
  thread: (id: string, stamp: number) => ({ id, comments: stamp, likes: 0 }),
}

async function attachSockets(server: ReturnType<typeof createServer>): Promise<Server> {
  const adapter = await createMongoAdapter()
  const io = new Server(server, { transports: ['websocket'], serveClient: false, adapter })
  io.on('connection', (socket) => {
    socket.on('watch', async ({ kind, id }: Watch, reply: (answer: object) => void) => {
      await socket.join(`${kind}:${id}`)
      reply({ isWatching: true })
    })
  })
  return io
}

/** The least a program on the same parts costs: Koa, the driver, socket.io with its adapter. */
export async function serveBare(uri: string, port: number): Promise<void> {
  await connect(uri)
  const db = mongoose.connection.getClient().db(mongoose.connection.name)
  const app = new Koa()
  const sockets: { io?: Server } = {}
  let stamp = 0
  app.use(async (ctx) => {
    if (ctx.path === '/insert') {
      ctx.body = await insertSmall(db)
      ctx.status = 201
    } else if (ctx.path === '/find') {
      ctx.body = await findPage(db, String(ctx.query.post), Number(ctx.query.limit))
    } else if (ctx.path === '/posts') {
      ctx.body = await findPosts(
        db,
        String(ctx.query.community),
        Number(ctx.query.hours),
        Number(ctx.query.limit),
      )
    } else if (ctx.path === '/emit') {
      const [kind, id] = [ctx.query.kind === 'thread' ? 'thread' : 'need', String(ctx.query.id)] as const
      stamp += 1
      sockets.io?.to(`${kind}:${id}`).emit(`${kind}.changed`, events[kind](id, stamp))
      ctx.body = { stamp }
    } else ctx.body = 'ready'
  })
  const server = createServer(app.callback() as RequestListener)
  sockets.io = await attachSockets(server)
  server.listen(port)
  process.once('SIGTERM', () => process.exit(0))
}
