import type { ConnectOptions } from 'mongoose'
import { mongoose } from './mongoose'

/** How many connections one process opens at most, unless configured. */
const defaultPoolSize = 32

/** Models compiled before `database/mongoose` was imported lack its settings, silently; say so instead. */
function assertSettings(): void {
  const loose = Object.values(mongoose.models).filter((model) => model.schema.options.strict !== 'throw')
  if (loose.length === 0) return
  const names = loose.map((model) => model.modelName).join(', ')
  throw new Error(`import database/mongoose before the models: ${names}`)
}

/** Opens the default connection, which all models use. */
export async function connectDatabase(uri: string, options: ConnectOptions = {}): Promise<void> {
  assertSettings()
  await mongoose.connect(uri, {
    maxPoolSize: defaultPoolSize,
    serverSelectionTimeoutMS: 15_000,
    ...options,
  })
}

export async function disconnectDatabase(): Promise<void> {
  await mongoose.disconnect()
}
