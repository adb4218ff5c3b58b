import type { PersonMove } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { User } from '../users/user.model'
import { triageOf } from '@linli/shared/users/posts'
import { toPlace } from '../../lib/placeFields'
import { Need } from './need.model'

/**
 * What was raised by her, for her, or to look after her is hers. Needs have no index of people, for it would cost each
 * intake: found as it came about, by her account, by what waits for one, by her relatives, and at her desk.
 */
export async function mergeNeeds({ from, into }: PersonMove): Promise<void> {
  const person = await Person.findOne({ _id: into }).lean()
  const users = await User.find({ personId: into }, { _id: 1 }).lean()
  const $set = { personId: into }
  await Need.updateMany({ awaitsAccount: true, personId: from }, { $set })
  await Need.updateMany({ personId: from, source: 'proxy' }, { $set })
  await Need.updateMany({ reporterId: { $in: users.map(({ _id }) => _id) }, personId: from }, { $set })
  if (!person) return
  const triage = triageOf(toPlace(person))
  for (const open of [true, false]) await Need.updateMany({ triage, open, personId: from }, { $set })
}
