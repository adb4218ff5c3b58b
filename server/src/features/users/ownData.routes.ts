import {
  deleteAccount as deleteContract,
  exportOwnData as exportContract,
  getOwnData as getContract,
  giveConsent as giveContract,
  listConsents as listConsentsContract,
  listOwnRecordAccesses as listAccessesContract,
  withdrawConsent as withdrawContract,
} from '@linli/shared/users/ownData.contract'
import { recordKindNames } from '@linli/shared/users/recordAccess.contract'
import { route, type Route } from '../../http/route'
import { toPage } from '../../lib/toPage'
import {
  deleteAccount,
  describeOwnData,
  exportOwnData,
  giveConsent,
  listConsents,
  withdrawConsent,
} from './ownData.service'
import type { StoredRecordAccess } from './recordAccess.model'
import { listOwnRecordAccesses, readRoleName } from './recordAccess.service'

const toAccessView = (access: StoredRecordAccess) => ({
  id: access._id.toString(),
  at: access.at.toISOString(),
  byName: access.actorName,
  byRole: readRoleName(access.actorRole),
  what: recordKindNames[access.kind],
  reason: access.reason,
})

export const ownDataRoutes: Route[] = [
  route(getContract, async ({ actor, deps }) => ({ sections: await describeOwnData(actor, deps) })),
  route(exportContract, ({ actor, deps, ctx }) => {
    ctx.set('Content-Disposition', 'attachment; filename="linli-my-data.json"')
    ctx.set('Cache-Control', 'no-store')
    return exportOwnData(actor, deps)
  }),
  route(listConsentsContract, async ({ actor }) => ({ items: await listConsents(actor) })),
  route(giveContract, ({ actor, body, deps }) => giveConsent(actor, body, deps)),
  route(withdrawContract, ({ actor, params, deps }) => withdrawConsent(actor, params.kind, deps)),
  route(deleteContract, async ({ actor, deps }) => ({ kept: await deleteAccount(actor, deps) })),
  route(listAccessesContract, async ({ actor, query }) =>
    toPage(
      await listOwnRecordAccesses(actor, query),
      query.limit,
      (access) => access._id.toString(),
      toAccessView,
    ),
  ),
]
