import { goneStates } from '@linli/shared/register/register'
import { Person } from '../register/person.model'
import { Membership } from '../users/membership.model'
import { User } from '../users/user.model'

/**
 * The accounts that no automatic message goes to: of people who have died, and of those who moved away, unless they
 * work here. Asked when a message is planned and once more when it leaves, so that what waits stops as well.
 */
export async function listSilenced(userIds: readonly string[]): Promise<Set<string>> {
  const users = await User.find(
    { _id: { $in: userIds }, personId: { $exists: true } },
    { personId: 1 },
  ).lean()
  if (users.length === 0) return new Set()
  const gone = await Person.find(
    { _id: { $in: users.map(({ personId }) => personId) }, state: { $in: goneStates } },
    { state: 1 },
  ).lean()
  if (gone.length === 0) return new Set()
  const states = new Map(gone.map(({ _id, state }) => [_id.toString(), state]))
  const affected = users.filter(({ personId }) => states.has(String(personId)))
  const working = await Membership.find(
    { userId: { $in: affected.map(({ _id }) => _id) }, endedAt: { $exists: false } },
    { userId: 1 },
  ).lean()
  const workers = new Set(working.map(({ userId }) => userId.toString()))
  const silenced = affected.filter(
    ({ _id, personId }) => states.get(String(personId)) === 'deceased' || !workers.has(_id.toString()),
  )
  return new Set(silenced.map(({ _id }) => _id.toString()))
}
