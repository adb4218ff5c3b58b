import {
  addPerson,
  correctPerson,
  getPerson,
  setPersonState,
  unmaskPerson,
} from '@linli/shared/register/person.contract'
import { route, type Route } from '../../http/route'
import * as corrections from './person.correct'
import * as people from './person.service'
import { viewPerson } from './person.view'

export const personRoutes: Route[] = [
  route(addPerson, async ({ actor, body, deps }) =>
    viewPerson(actor, await people.addPerson(actor, body, deps), deps),
  ),
  route(getPerson, async ({ actor, params, deps }) =>
    viewPerson(actor, await people.readPerson(actor, params.id, deps), deps),
  ),
  route(unmaskPerson, ({ actor, params, body, deps }) =>
    people.unmaskPerson(actor, params.id, body.reason, deps),
  ),
  route(correctPerson, async ({ actor, params, body, newId, deps }) =>
    viewPerson(actor, await corrections.correctPerson(actor, params.id, body, newId, deps), deps),
  ),
  route(setPersonState, async ({ actor, params, body, requestKey, deps }) =>
    viewPerson(actor, await people.setPersonState(actor, params.id, body, requestKey, deps), deps),
  ),
]
