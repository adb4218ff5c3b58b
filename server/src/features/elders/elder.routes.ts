import { elderContracts } from '@linli/shared/elders/elder.contract'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { openElderMode } from './elder.display'
import { listElders } from './elder.lists'
import { findElder, setCapacity, unmaskElder, updateElder } from './elder.service'
import { viewElder, viewElderRows } from './elder.view'

export const elderRoutes: Route[] = [
  route(elderContracts.listElders, async ({ actor, query, deps }) => {
    const { people, nextCursor } = await listElders(actor, query, deps)
    return { items: await viewElderRows(people, deps), nextCursor }
  }),
  route(elderContracts.getElder, async ({ actor, params, deps }) =>
    viewElder(await findElder(actor, params.id, deps), deps),
  ),
  route(elderContracts.getOwnElder, async ({ actor, deps }) => {
    assertThat(actor.personId !== undefined, 'bond.register_needed')
    return viewElder(await findElder(actor, actor.personId, deps), deps)
  }),
  route(elderContracts.unmaskElder, ({ actor, params, body, deps }) =>
    unmaskElder(actor, params.id, body.reason, deps),
  ),
  route(elderContracts.updateElder, async ({ actor, params, body, deps }) => {
    await updateElder(actor, params.id, body, deps)
    return viewElder(await findElder(actor, params.id, deps), deps)
  }),
  route(elderContracts.openElderMode, async ({ actor, params, deps }) => {
    await openElderMode(actor, params.id, deps)
    return viewElder(await findElder(actor, params.id, deps), deps)
  }),
  route(elderContracts.setCapacity, async ({ actor, params, body, deps }) => {
    await setCapacity(actor, params.id, body, deps)
    return viewElder(await findElder(actor, params.id, deps), deps)
  }),
]
