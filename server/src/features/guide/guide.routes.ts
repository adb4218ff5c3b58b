import {
  createGuideEntry,
  deleteGuideEntry,
  getGuide,
  listGuide,
  listGuideEntries,
  updateGuideEntry,
  type GuideEntryView,
} from '@linli/shared/guide/guide.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { listUsableGuides, readLevelNames, readUsableGuide, type StoredGuide } from './guide.service'
import { viewEntry, viewGuide } from './guide.view'
import { createEntry, listEntries, removeEntry, updateEntry } from './guideEntry.service'

async function viewOwn(guide: StoredGuide, deps: Deps): Promise<GuideEntryView> {
  const { areaCode } = guide
  const today = toShanghaiDay(deps.clock.now())
  return viewEntry(guide, await readLevelNames(areaCode), { areaCode, today })
}

export const guideRoutes: Route[] = [
  route(listGuide, async ({ query, deps }) => {
    const names = await readLevelNames(query.area)
    return { items: (await listUsableGuides(query, deps)).map((guide) => viewGuide(guide, names)) }
  }),
  route(getGuide, async ({ params, deps }) => {
    const guide = await readUsableGuide(params.id, deps)
    return viewGuide(guide, await readLevelNames(guide.areaCode))
  }),
  route(listGuideEntries, async ({ actor, query, deps }) => {
    const { entries, canEdit } = await listEntries(actor, query.area)
    const names = await readLevelNames(query.area)
    const today = toShanghaiDay(deps.clock.now())
    const items = entries.map((entry) => viewEntry(entry, names, { areaCode: query.area, today }))
    return { items, canEdit }
  }),
  route(createGuideEntry, async ({ actor, body, newId, deps }) =>
    viewOwn(await createEntry(actor, body, newId, deps), deps),
  ),
  route(updateGuideEntry, async ({ actor, params, body, deps }) =>
    viewOwn(await updateEntry(actor, params.id, body, deps), deps),
  ),
  route(deleteGuideEntry, ({ actor, params, query, deps }) =>
    removeEntry(actor, params.id, query.version, deps),
  ),
]
