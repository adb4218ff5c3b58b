import { parseArgs } from 'node:util'
import { readConfig } from '../config'
import { connectDatabase, disconnectDatabase } from '../database/database'
import { startEngine } from '../database/engine'
import { ensureIndexes } from '../database/indexes'
import '../database/mongoose'
import { systemClock } from '../lib/clock'
import { DivisionError } from './division'
import { seedProgrammes } from './elderCare/seedProgrammes'
import { seedCatalogue } from './elderCare/seedCatalogue'
import { seedDivision } from './seedDivision'

const usage = `Loads the official division of a Chinese district (its streets, residents' and villagers' committees) and the
48 services of elder care.
  npm run seed -- --district 310113
Uses MONGODB_URI, else the embedded engine in LINLI_DATA_DIR (stop the server first: it holds the engine).`

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Opens the configured database; the answer ends what was started. */
async function openDatabase(): Promise<() => Promise<void>> {
  const config = readConfig(process.env)
  const engine =
    config.mongodbUri === undefined ? await startEngine({ dataDir: config.dataDir, log: print }) : undefined
  await connectDatabase(config.mongodbUri ?? engine?.uri ?? '')
  await ensureIndexes()
  return async () => {
    await disconnectDatabase()
    await engine?.stop()
  }
}

async function seed(district: string): Promise<void> {
  const close = await openDatabase()
  try {
    const started = performance.now()
    const { streets, communities, added } = await seedDivision(district, (step, done, total) => {
      print(total > 0 ? `  ${step}: ${done} of ${total}` : `  ${step} …`)
    })
    const items = await seedCatalogue({ clock: systemClock }, district)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    print(`${district}: ${streets} streets, ${communities} communities, ${added} new, in ${seconds} s`)
    print(`${district}: ${items} new services of elder care`)
    const programmes = await seedProgrammes({ clock: systemClock }, district)
    print(`${district}: ${programmes} new programmes`)
  } finally {
    await close()
  }
}

const { values } = parseArgs({ options: { district: { type: 'string' }, help: { type: 'boolean' } } })

if (values.help === true || values.district === undefined) {
  print(usage)
  process.exitCode = values.help === true ? 0 : 1
} else
  seed(values.district).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof DivisionError ? error.message : String(error)}\n`)
      process.exit(1)
    },
  )
