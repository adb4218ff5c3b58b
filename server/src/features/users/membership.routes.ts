import {
  endMembership as endContract,
  findGrantees as findContract,
  grantMembership as grantContract,
  listHeldWork as listWorkContract,
  listMemberships as listContract,
  setWorkAccount as workAccountContract,
  type MembershipView,
} from '@linli/shared/users/membership.contract'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { findGrantees } from './grantee.service'
import { endMembership, listHeldWork } from './heldWork.service'
import { grantMembership, listMemberships } from './membership.service'
import { toHeldWorkView, toMembershipViews } from './membership.view'
import { setWorkAccount } from './workAccount.service'
import type { StoredMembership } from './userHooks'

async function toView(membership: StoredMembership, deps: Deps): Promise<MembershipView> {
  const [view] = await toMembershipViews([membership], deps)
  assertThat(view, 'record.not_found')
  return view
}

export const membershipRoutes: Route[] = [
  route(listContract, async ({ actor, query, deps }) => {
    const rows = await listMemberships(actor, query)
    const items = await toMembershipViews(rows.slice(0, query.limit), deps)
    const last = items.at(-1)
    return rows.length > query.limit && last ? { items, nextCursor: last.id } : { items }
  }),
  route(findContract, async ({ actor, body, deps }) => ({ items: await findGrantees(actor, body, deps) })),
  route(grantContract, async ({ actor, body, newId, deps }) =>
    toView(await grantMembership(actor, body, newId, deps), deps),
  ),
  route(listWorkContract, async ({ actor, params, deps }) => {
    const { work, stranded } = await listHeldWork(actor, params.id, deps)
    return { items: work.map(toHeldWorkView), stranded: stranded.length }
  }),
  route(workAccountContract, async ({ actor, params, body, deps }) =>
    toView(await setWorkAccount(actor, params.id, body.workAccount, deps), deps),
  ),
  route(endContract, async ({ actor, params, body, deps }) => {
    const { membership, moved } = await endMembership(actor, params.id, body, deps)
    return { membership: await toView(membership, deps), moved }
  }),
]
