import { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import type { VolunteerView } from '@linli/shared/volunteers/volunteer.contract'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { readIsMinor } from './volunteer.age'
import type { VolunteerRecord } from './volunteer.model'
import { resignAsVolunteer } from './volunteer.resignation'
import { applyAsVolunteer, findOwnVolunteer, setOwnDuty, updateOwnVolunteer } from './volunteer.service'
import { viewOwnVolunteer, viewVolunteers } from './volunteer.view'
import { decideVolunteer, endVolunteer, listVolunteers, updateVolunteer } from './volunteerAdmin.service'

async function viewOne(volunteer: VolunteerRecord, deps: Deps): Promise<VolunteerView> {
  const [view] = await viewVolunteers([volunteer], deps)
  assertThat(view, 'record.not_found')
  return view
}

export const volunteerRoutes: Route[] = [
  route(volunteerContracts.applyAsVolunteer, async ({ actor, body, requestKey, deps }) =>
    viewOwnVolunteer(await applyAsVolunteer(actor, body, requestKey, deps), deps),
  ),
  route(volunteerContracts.getMyVolunteer, async ({ actor, deps }) => {
    const own = await findOwnVolunteer(actor.userId)
    const isAgeKnown = (await readIsMinor(actor.userId, deps)) !== undefined
    return { isAgeKnown, ...(own ? { volunteer: await viewOwnVolunteer(own, deps) } : {}) }
  }),
  route(volunteerContracts.updateMyVolunteer, async ({ actor, body, deps }) =>
    viewOwnVolunteer(await updateOwnVolunteer(actor, body), deps),
  ),
  route(volunteerContracts.setMyVolunteerDuty, async ({ actor, body, deps }) =>
    viewOwnVolunteer(await setOwnDuty(actor, body.isOnDuty, deps), deps),
  ),
  route(volunteerContracts.resignAsVolunteer, async ({ actor, body, deps }) =>
    viewOwnVolunteer(await resignAsVolunteer(actor, body, deps), deps),
  ),
  route(volunteerContracts.listVolunteers, async ({ actor, query, deps }) => {
    const rows = await listVolunteers(actor, query)
    const items = await viewVolunteers(rows.slice(0, query.limit), deps)
    const last = items.at(-1)
    return rows.length > query.limit && last ? { items, nextCursor: last.id } : { items }
  }),
  route(volunteerContracts.decideVolunteer, async ({ actor, params, body, deps }) =>
    viewOne(await decideVolunteer(actor, params.id, body, deps), deps),
  ),
  route(volunteerContracts.updateVolunteer, async ({ actor, params, body, deps }) =>
    viewOne(await updateVolunteer(actor, params.id, body, deps), deps),
  ),
  route(volunteerContracts.endVolunteer, async ({ actor, params, body, deps }) =>
    viewOne(await endVolunteer(actor, params.id, body, deps), deps),
  ),
]
