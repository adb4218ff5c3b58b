import { MongoClient, MongoServerError, type Db } from 'mongodb'
import { setTimeout as sleep } from 'node:timers/promises'

interface ReplicaSetConfig {
  version: number
  members: { host: string }[]
}

const notYetInitialized = 94
const electionTimeoutMs = 60_000

async function readConfig(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    const answer = await admin.command({ replSetGetConfig: 1 })
    return answer.config as ReplicaSetConfig
  } catch (error) {
    if (error instanceof MongoServerError && error.code === notYetInitialized) return undefined
    throw error
  }
}

/**
 * Makes a fresh mongod a replica set of one, and moves an existing one to the port of this start: a member
 * that does not find its own address in the configuration stays out of the set.
 */
export async function prepareReplicaSet(port: number): Promise<void> {
  const host = `127.0.0.1:${port}`
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`)
  try {
    const admin = client.db('admin')
    const config = await readConfig(admin)
    if (config === undefined) {
      await admin.command({ replSetInitiate: { _id: 'linli', members: [{ _id: 0, host }] } })
    } else if (config.members[0]?.host !== host) {
      const members = config.members.slice(0, 1).map((member) => ({ ...member, host }))
      await admin.command({
        replSetReconfig: { ...config, members, version: config.version + 1 },
        force: true,
      })
    }
    await waitUntilPrimary(admin)
  } finally {
    await client.close()
  }
}

async function waitUntilPrimary(admin: Db): Promise<void> {
  const deadline = performance.now() + electionTimeoutMs
  while ((await admin.command({ hello: 1 })).isWritablePrimary !== true) {
    if (performance.now() > deadline) throw new Error('mongod did not become primary')
    await sleep(50)
  }
}
