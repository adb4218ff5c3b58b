import { placeOf } from '@linli/shared/areas/areas'
import type { Category } from '@linli/shared/categories/category'
import { mongoose } from '../../server/src/database/mongoose'
import { connectDatabase, disconnectDatabase } from '../../server/src/database/database'
import { ensureIndexes } from '../../server/src/database/indexes'
import { readConfig } from '../../server/src/config'
import '../../server/src/app'
import { Session } from '../../server/src/features/users/session.model'
import { signAccessToken } from '../../server/src/features/users/token'
import { User } from '../../server/src/features/users/user.model'
import { insertRaw } from '../../server/src/lib/insertRaw'
import { systemClock } from '../../server/src/lib/clock'
import { buildAreas, buildUnit } from '../../server/src/test/areas.factory'
import { buildCategory, buildRule } from '../../server/src/test/routing.factory'
import { buildUnitStaff, signIn, testAreas } from '../../server/src/test/users.factory'
import { serverEnvironment } from './processes'

const clock = systemClock

/** The settings the servers run with, so that their tokens can be signed here. */
export function readSettings(uri: string) {
  return readConfig({ ...serverEnvironment, MONGODB_URI: uri })
}

export async function connect(uri: string): Promise<void> {
  await connectDatabase(uri)
  await ensureIndexes()
}

export { disconnectDatabase as disconnect, mongoose }

export interface Quarter {
  category: Category
  unitId: string
  worker: string
}

/** A community whose repairs go to one unit, and a token of someone who works there. */
export async function buildQuarter(uri: string, overrides: Partial<Category> = {}): Promise<Quarter> {
  await buildAreas()
  const unit = await buildUnit({ kind: 'property', name: '友谊物业', phone: '02156000000' })
  const category = await buildCategory(overrides)
  await buildRule({ kind: 'unit', unitId: unit.id })
  return { category, unitId: unit.id, worker: await buildWorker(uri, unit.id) }
}

/** A token of a new member of a unit's staff. */
export async function buildWorker(uri: string, unitId: string): Promise<string> {
  const user = await buildUnitStaff({ unitId, areaCode: testAreas.community, kind: 'property' })
  return (await signIn(user, { config: readSettings(uri), clock })).token
}

/** Access tokens of so many verified residents of the community. */
export async function buildResidents(uri: string, count: number): Promise<string[]> {
  const config = readSettings(uri)
  const now = clock.now()
  const people = Array.from({ length: count }, () => ({
    userId: new mongoose.Types.ObjectId(),
    sessionId: new mongoose.Types.ObjectId(),
  }))
  const users = people.map(({ userId }) => ({
    _id: userId,
    openids: [{ appid: config.wechat.mini.appid, openid: `o${userId.toString()}` }],
    level: 'verified',
    ...placeOf(testAreas.community),
    grid: testAreas.grid,
    building: testAreas.building,
    phoneCheckedAt: now,
    consents: [],
    isOffDuty: false,
  }))
  const sessions = people.map(({ userId, sessionId }) => ({
    _id: sessionId,
    userId,
    channel: 'mini',
    generation: 0,
    expiresAt: new Date(now.getTime() + 30 * 86_400_000),
  }))
  await insertRaw(User, users, now)
  await insertRaw(Session, sessions, now)
  return Promise.all(
    people.map(({ userId, sessionId }) =>
      signAccessToken({ userId: userId.toString(), sessionId: sessionId.toString() }, { config, clock }),
    ),
  )
}
