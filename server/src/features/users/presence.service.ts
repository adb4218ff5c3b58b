import { goneStates, isGone } from '@linli/shared/register/register'
import { toShanghaiDay } from '@linli/shared/time'
import type { Migration } from '../../database/migrations'
import type { Deps } from '../../deps'
import { eachDocument } from '../../lib/eachBatch'
import { toPlace } from '../../lib/placeFields'
import { Person, type PersonDocument } from '../register/person.model'
import { forgetActor } from './actor.service'
import { endRolesOfGone } from './goneRoles'
import { User, type StoredUser } from './user.model'
import { openHomes, sealHomes } from './userSecrets'

const narrowFields = ['grid', 'building', 'estate'] as const

/** As one who joined by the code: the account goes on with what is its own, and may join where the person lives now. */
async function endResidence(user: StoredUser, person: PersonDocument, deps: Deps): Promise<boolean> {
  const { community } = person
  if (user.level !== 'verified' || community === undefined || user.community !== community) return false
  const on = toShanghaiDay(deps.clock.now())
  const homes = openHomes(user, deps).map((home) =>
    home.until === undefined ? { ...home, until: on } : home,
  )
  const goneFrom = { community, on, ...(user.homeId == null ? {} : { homeId: user.homeId }) }
  const { modifiedCount } = await User.updateOne(
    { _id: user._id, personId: person._id, community, level: 'verified' },
    {
      $set: { level: 'joined', goneFrom, homes: sealHomes(user._id, homes, deps) },
      $unset: { homeId: 1, ...Object.fromEntries(narrowFields.map((field) => [field, 1])) },
    },
  )
  return modifiedCount > 0
}

/** What was registered was wrong: all of it is back, unless the account was confirmed somewhere else meanwhile. */
async function restoreResidence(user: StoredUser, person: PersonDocument, deps: Deps): Promise<boolean> {
  const { goneFrom } = user
  if (goneFrom == null || user.level === 'verified' || goneFrom.community !== person.community) return false
  const { on, homeId } = goneFrom
  const homes = openHomes(user, deps).map(({ until, ...home }) =>
    until === undefined || until === on ? home : { ...home, until },
  )
  const place = toPlace(person)
  const missing = narrowFields.filter((field) => place[field] === undefined)
  const { modifiedCount } = await User.updateOne(
    { _id: user._id, personId: person._id, level: { $ne: 'verified' } },
    {
      $set: {
        ...{ ...place, level: 'verified', homes: sealHomes(user._id, homes, deps) },
        ...(homeId == null ? {} : { homeId }),
      },
      $unset: { goneFrom: 1, ...Object.fromEntries(missing.map((field) => [field, 1])) },
    },
  )
  return modifiedCount > 0
}

/**
 * Rights follow residence: the account of somebody who the register says has moved away or died is no neighbour's any
 * more, and a correction gives it back. By how the person is now. Repeatable.
 */
export async function followPresence(personId: string, deps: Deps): Promise<void> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  if (!person) return
  const users = await User.find({ personId, deletedAt: { $exists: false } }).lean<StoredUser[]>()
  for (const user of users) {
    await endRolesOfGone(user, person, deps)
    const userId = user._id.toString()
    const follow = isGone(person.state) ? endResidence : restoreResidence
    if (!(await follow(user, person, deps))) continue
    forgetActor(userId)
    deps.publish({ name: 'session.changed', rooms: [`user:${userId}`], data: { reason: 'level' } })
  }
}

/** Those whom the register had as gone before accounts followed it. */
async function endAll(deps: Deps): Promise<number> {
  let changed = 0
  const gone = { state: { $in: goneStates } }
  for await (const { _id } of eachDocument<PersonDocument>(Person as never, gone)) {
    const filter = { personId: _id, goneFrom: { $exists: true } }
    const before = await User.countDocuments(filter)
    await followPresence(_id.toString(), deps)
    changed += (await User.countDocuments(filter)) - before
  }
  return changed
}

/** The same of the roles they still hold. */
async function endAllRoles(deps: Deps): Promise<number> {
  let changed = 0
  const gone = { state: { $in: goneStates } }
  for await (const person of eachDocument<PersonDocument>(Person as never, gone))
    for (const user of await User.find({ personId: person._id, deletedAt: { $exists: false } }).lean<
      StoredUser[]
    >())
      changed += await endRolesOfGone(user, person, deps)
  return changed
}

export const presenceMigrations: readonly Migration[] = [
  { name: 'endResidenceOfGone', run: endAll },
  { name: 'endRolesOfGone', run: endAllRoles },
]
