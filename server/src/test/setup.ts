import { mongoose } from '../database/mongoose'
import { clearCaches } from '../lib/caches'
import { guardOutgoingCalls, takeOutgoingCalls } from './outgoingCalls'
import { closeTestDatabase, emptyTestDatabase, openTestDatabase, skipUnwrittenOutboxes } from './testDatabase'

// Pure tests (policies, states, views) load no model and need no database.
const needsDatabase = () => Object.keys(mongoose.models).length > 0

// Jest does not read `testTimeout` of a project. The Python engine on a busy machine with two cores is slow; nothing
// waits for this when all is well.
jest.setTimeout(120_000)

guardOutgoingCalls()

beforeAll(async () => {
  if (!needsDatabase()) return
  await openTestDatabase()
  skipUnwrittenOutboxes()
})

afterEach(async () => {
  clearCaches()
  if (mongoose.connection.readyState === mongoose.ConnectionStates.connected) await emptyTestDatabase()
  const calls = takeOutgoingCalls()
  if (calls.length > 0) throw new Error(`the test called out to ${calls.join(', ')}`)
})

afterAll(async () => {
  if (mongoose.connection.readyState === mongoose.ConnectionStates.connected) await closeTestDatabase()
})
