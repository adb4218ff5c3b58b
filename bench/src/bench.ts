import '../../server/src/database/mongoose' // before any model
import path from 'node:path'
import { parseArgs } from 'node:util'
import { serveBare } from './bare'
import { benchDispatch } from './dispatch'
import { benchIntake } from './intake'
import { benchFeed } from './feed'
import { benchFanout } from './fanout'
import { describeMachine, say } from './measure'
import { benchQueue } from './queue'
import { serveSockets } from './sockets'

const usage = `npm run bench -- intake [--pairs 6] [--seconds 2.5] [--profile <dir>]
npm run bench -- queue [--needs 10000,1000000]
npm run bench -- feed [--posts 1000000] [--sockets 5000] [--events 40]
npm run bench -- fanout [--sockets 5000] [--events 40]
npm run bench -- dispatch [--instances <dir> --out <dir>] [--seconds 10] [--seed 1]`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '6' },
    profile: { type: 'string' },
    seconds: { type: 'string' },
    needs: { type: 'string', default: '10000,1000000' },
    posts: { type: 'string', default: '1000000' },
    sockets: { type: 'string', default: '5000' },
    events: { type: 'string', default: '40' },
    instances: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** A directory as the person meant it who called npm, which runs this in the folder of the bench. */
const resolveDir = (dir: string | undefined) =>
  dir === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? '', dir)

const crowd = { sockets: Number(values.sockets), events: Number(values.events) }

const benches: Partial<Record<string, () => Promise<void>>> = {
  intake: () =>
    benchIntake({
      pairs: Number(values.pairs),
      seconds: Number(values.seconds ?? 2.5),
      profile: resolveDir(values.profile),
    }),
  queue: () => benchQueue(values.needs.split(',').map(Number)),
  feed: () => benchFeed({ posts: Number(values.posts), ...crowd }),
  fanout: () => benchFanout(crowd),
  dispatch: () =>
    benchDispatch({
      instances: resolveDir(values.instances),
      out: resolveDir(values.out),
      seconds: Number(values.seconds ?? 10),
      seed: Number(values.seed),
    }),
}

async function run(): Promise<void> {
  const [name = ''] = positionals
  if (name === 'bare') {
    await serveBare(process.env.MONGODB_URI ?? '', Number(process.env.PORT))
    return
  }
  if (name === 'sockets') {
    serveSockets()
    return
  }
  const bench = benches[name]
  if (!bench) {
    say(usage)
    process.exitCode = values.help ? 0 : 1
    return
  }
  say(`${name}: ${new Date().toISOString().slice(0, 16)}, ${describeMachine()}`)
  await bench()
  say(describeMachine())
}

await run()
