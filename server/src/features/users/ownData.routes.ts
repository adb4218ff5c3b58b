import {
  deleteAccount as deleteContract,
  exportOwnData as exportContract,
  getOwnData as getContract,
  giveConsent as giveContract,
  listConsents as listConsentsContract,
  listOwnRecordAccesses as listAccessesContract,
  withdrawConsent as withdrawContract,
} from '@linli/shared/users/ownData.contract'
import { route, type Route } from '../../http/route'
import { giveConsent, listConsents, withdrawConsent } from './consent.service'
import { deleteAccount, describeOwnData, exportOwnData } from './ownData.service'
import { listOwnRecordAccesses, toRecordAccessViews } from './recordAccess.service'

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
  route(listAccessesContract, async ({ actor, query, deps }) => {
    const traces = await listOwnRecordAccesses(actor, query)
    const items = await toRecordAccessViews(traces.slice(0, query.limit), deps)
    const last = items.at(-1)
    return traces.length > query.limit && last ? { items, nextCursor: last.id } : { items }
  }),
]
