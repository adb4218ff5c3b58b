import { mergeContracts } from '@linli/shared/register/merge.contract'
import { route, type Route } from '../../http/route'
import { decideMerge } from './merge.decide'
import * as merges from './merge.service'
import { viewDoubles, viewMerge, viewPreview } from './merge.view'

export const mergeRoutes: Route[] = [
  route(mergeContracts.listDoubles, ({ actor, query, deps }) => viewDoubles(actor, query.community, deps)),
  route(mergeContracts.previewMerge, async ({ actor, query, deps }) =>
    viewPreview(await merges.previewMerge(actor, query, deps), deps),
  ),
  route(mergeContracts.proposeMerge, async ({ actor, body, newId, deps }) =>
    viewMerge(actor, await merges.proposeMerge(actor, body, newId, deps), deps),
  ),
  route(mergeContracts.keepApart, async ({ actor, body, newId, deps }) =>
    viewMerge(actor, await merges.keepApart(actor, body, newId, deps), deps),
  ),
  route(mergeContracts.listMerges, async ({ actor, query, deps }) => {
    const rows = await merges.listMerges(actor, query.area)
    return { items: await Promise.all(rows.map((row) => viewMerge(actor, row, deps))) }
  }),
  route(mergeContracts.getMerge, async ({ actor, params, deps }) =>
    viewMerge(actor, await merges.findMerge(actor, params.id), deps),
  ),
  route(mergeContracts.decideMerge, async ({ actor, params, body, deps }) =>
    viewMerge(actor, await decideMerge(actor, params.id, body, deps), deps),
  ),
]
