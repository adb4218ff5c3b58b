import { toShanghaiDay } from '@linli/shared/time'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { hasReached } from '../register/age'
import { Home, type HomeDocument } from '../register/home.model'
import { Person, type PersonDocument } from '../register/person.model'
import { findHome, findRegisterMatch, type RegisterMatch } from '../register/register.lookup'
import { findUser } from './account.service'
import { systemActor } from './actor'
import { followPersonLink, linkPending, whileLinking } from './personLink.service'
import { User, type StoredUser } from './user.model'
import { openDetails, openUserField, sealHomes, sealUserField, type UserHome } from './userSecrets'

/** Source: product page, "How sure we are of a person". */
const minimumAge = 14

/** @throws AppError `account.too_young` when the register knows that the person is under 14. */
export async function assertOldEnough(personId: string, deps: Deps): Promise<void> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  const isOld = person ? hasReached(person, minimumAge, toShanghaiDay(deps.clock.now()), deps) : undefined
  assertThat(isOld !== false, 'account.too_young')
}

/** The home that a request names, when the register has it. */
export async function findRequestedHome(user: StoredUser, deps: Deps): Promise<HomeDocument | undefined> {
  const building = user.verification?.building
  const room = openDetails(user, deps)?.room
  if (building == null || room === undefined) return undefined
  return (await findHome(building, room)) ?? findHome(building, room.replace(/\D/g, ''))
}

async function findMatch(user: StoredUser, deps: Deps): Promise<RegisterMatch | undefined> {
  const [phone, details] = [openUserField(user, 'phone', deps), openDetails(user, deps)]
  if (user.phoneCheckedAt == null || phone === undefined || !details || !user.verification) return undefined
  const { community } = user.verification
  const match = await findRegisterMatch({ community, name: details.name, phone }, deps)
  const home = await findRequestedHome(user, deps)
  if (match?.by !== 'phone' || match.homes.length === 0) return undefined
  if (home && !match.homes.some(({ homeId }) => homeId === home._id.toString())) return undefined
  return match
}

async function readHomes(match: RegisterMatch): Promise<[UserHome[], HomeDocument | undefined]> {
  const found = await Home.find({ _id: { $in: match.homes.map(({ homeId }) => homeId) } }).lean<
    HomeDocument[]
  >()
  const homes = match.homes.flatMap(({ homeId, kind }) => {
    const home = found.find(({ _id }) => _id.toString() === homeId)
    return home ? [{ homeId, kind, building: home.building, address: home.label }] : []
  })
  return [homes, found.find(({ _id }) => _id.toString() === homes[0]?.homeId)]
}

/** What an account knows of the place once its home is confirmed. */
export function toVerifiedPlace(home: HomeDocument): Record<string, string | Types.ObjectId | undefined> {
  return { ...toPlace(home), homeId: home._id }
}

/**
 * Confirms an open request when name, checked phone and home agree with one person of the register whom no other
 * account claims.
 * @returns whether it did.
 */
export async function verifyByRegister(userId: string, deps: Deps): Promise<boolean> {
  const user = await findUser(userId)
  const name = user && openDetails(user, deps)?.name
  if (user?.verification?.state !== 'open' || name === undefined) return false
  const match = await findMatch(user, deps)
  if (!match) return false
  await assertOldEnough(match.personId, deps)
  const [homes, home] = await readHomes(match)
  const now = deps.clock.now()
  const { id } = user.verification
  const write = async (isTaken: boolean, session: ClientSession): Promise<boolean> => {
    if (isTaken) return false
    const asked = { _id: userId, 'verification.id': id, 'verification.state': 'open' as const }
    const update = {
      $set: {
        level: 'verified',
        name: sealUserField(userId, 'name', name, deps),
        personId: match.personId,
        ...linkPending,
        homes: sealHomes(userId, homes, deps),
        ...(home ? toVerifiedPlace(home) : {}),
        'verification.state': 'approved',
        'verification.decidedAt': now,
        'verification.basis': 'register',
      },
      $unset: { goneFrom: 1 },
    }
    return (await User.updateOne(asked, update, { session })).modifiedCount > 0
  }
  if (!(await whileLinking(userId, match.personId, write))) return false
  await followPersonLink(userId, deps)
  const subject = { kind: 'user', id: userId, district: user.district ?? undefined }
  await recordAudit(systemActor, 'user.verified', subject, { basis: 'register' }, deps)
  return true
}
