import { placeOf } from '@linli/shared/areas/areas'
import { serviceItemContracts } from '@linli/shared/elderCare/serviceItem.contract'
import type { Deps } from '../../../deps'
import { route, type Route } from '../../../http/route'
import { Area } from '../../areas/area.model'
import { listAble, readAbility } from './offering.ability'
import { viewServiceItem } from '../providers/provider.view'
import type { ServiceItemRecord } from './serviceItem.model'
import { countUnitsBelow, listItemUnits } from './serviceItem.units'
import { deleteServiceItem, listDefinedItems, putServiceItem } from './serviceItem.service'

async function viewItems(items: readonly ServiceItemRecord[], area: string, deps: Pick<Deps, 'clock'>) {
  const place = placeOf(area)
  const ability = await readAbility(place, deps.clock.now())
  const below = await countUnitsBelow(area)
  const codes = [...new Set(items.map(({ areaCode }) => areaCode))]
  const areas = await Area.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  const names = new Map(areas.map(({ code, name }) => [code, name]))
  return items.map((item) =>
    viewServiceItem(item, {
      areaName: names.get(item.areaCode) ?? '',
      ableUnits: listAble(item, ability, place).length,
      unitsBelow: below.get(item.code) ?? 0,
    }),
  )
}

export const serviceItemRoutes: Route[] = [
  route(serviceItemContracts.listServiceItems, async ({ actor, query, deps }) => {
    const { items, canEdit } = await listDefinedItems(actor, query.area)
    return { items: await viewItems(items, query.area, deps), canEdit }
  }),
  route(serviceItemContracts.listItemUnits, ({ actor, params, query, deps }) =>
    listItemUnits(actor, { ...params, query }, deps),
  ),
  route(serviceItemContracts.putServiceItem, async ({ actor, params, body, deps }) => {
    const item = await putServiceItem(actor, params, body, deps)
    const [view] = await viewItems([item], params.area, deps)
    return view ?? viewServiceItem(item, { areaName: '', ableUnits: 0, unitsBelow: 0 })
  }),
  route(serviceItemContracts.deleteServiceItem, ({ actor, params, deps }) =>
    deleteServiceItem(actor, params, deps),
  ),
]
