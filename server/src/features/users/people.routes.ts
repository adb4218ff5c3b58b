import {
  checkPhoneInPerson as checkContract,
  listUsers as listContract,
  unmaskUser as unmaskContract,
} from '@linli/shared/users/people.contract'
import { openRecord as openRecordContract } from '@linli/shared/users/recordAccess.contract'
import { route, type Route } from '../../http/route'
import { checkPhoneInPerson, listUsers, toUserListItems, unmaskUser } from './people.service'
import { openRecord } from './recordAccess.service'

export const peopleRoutes: Route[] = [
  route(listContract, async ({ actor, body, deps }) => {
    const users = await listUsers(actor, body, deps)
    const items = await toUserListItems(users.slice(0, body.limit), deps)
    const last = items.at(-1)
    return users.length > body.limit && last ? { items, nextCursor: last.id } : { items }
  }),
  route(unmaskContract, ({ actor, params, body, deps }) => unmaskUser(actor, params.id, body.reason, deps)),
  route(checkContract, ({ actor, params, body, deps }) => checkPhoneInPerson(actor, params.id, body, deps)),
  route(openRecordContract, ({ actor, body, deps }) => openRecord(actor, body, deps)),
]
