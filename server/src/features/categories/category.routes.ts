import {
  deleteCategoryDefinition,
  listCategories,
  listCategoryDefinitions,
  putCategoryDefinition,
} from '@linli/shared/categories/category.contract'
import { route, type Route } from '../../http/route'
import { deleteDefinition, listDefinitions, listTiles, putDefinition } from './category.service'
import { viewDefinition, viewTile } from './category.view'

export const categoryRoutes: Route[] = [
  route(listCategories, async ({ query }) => {
    const { items, firstCount } = await listTiles(query.area, query.isElder)
    return { items: items.map(viewTile), firstCount }
  }),
  route(listCategoryDefinitions, async ({ actor, query }) => {
    const { rows, names, codesAbove, canEdit } = await listDefinitions(actor, query.area)
    const items = rows.map((row) =>
      viewDefinition(row, {
        code: query.area,
        definedIn: names.get(row.areaCode) ?? '',
        hasAbove: codesAbove.has(row.code),
      }),
    )
    return { items, canEdit }
  }),
  route(putCategoryDefinition, async ({ actor, params, body, deps }) => {
    const { row, areaName, hasAbove } = await putDefinition(actor, params, body, deps)
    return viewDefinition(row, { code: params.areaCode, definedIn: areaName, hasAbove })
  }),
  route(deleteCategoryDefinition, ({ actor, params, deps }) => deleteDefinition(actor, params, deps)),
]
