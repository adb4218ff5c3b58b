import {
  createArea,
  createEstate,
  getArea,
  listAreas,
  listEstates,
  moveBuilding,
  updateArea,
  updateEstate,
} from '@linli/shared/areas/area.contract'
import { getGridCard, getGridCardPage } from '@linli/shared/areas/gridCard.contract'
import { createUnit, listNearUnits, listUnits, updateUnit } from '@linli/shared/areas/unit.contract'
import { route } from '../../http/route'
import * as areas from './area.service'
import { viewArea, viewEstate, viewUnit } from './area.view'
import * as moves from './buildingMove.service'
import * as estates from './estate.service'
import { renderGridCardPage } from './gridCard.page'
import { readGridCard } from './gridCard.service'
import * as units from './unit.service'

export const areaRoutes = [
  route(listAreas, async ({ query }) => ({ items: (await areas.listAreas(query.parent)).map(viewArea) })),
  route(getArea, async ({ params }) => {
    const area = await areas.findArea(params.code)
    return { ...viewArea(area), ancestors: (await areas.listAncestors(area)).map(viewArea) }
  }),
  route(createArea, async ({ actor, body, newId, deps }) =>
    viewArea(await areas.createArea(actor, body, newId, deps)),
  ),
  route(updateArea, async ({ actor, params, body, deps }) =>
    viewArea(await areas.updateArea(actor, params.code, body, deps)),
  ),
  route(moveBuilding, async ({ actor, params, body, deps }) => {
    const { building, counts } = await moves.moveBuilding(actor, params.code, body, deps)
    const { homes = 0, people = 0, accounts = 0, openNeeds = 0 } = counts
    return { building: viewArea(building), homes, people, accounts, openNeeds }
  }),
  route(listEstates, async ({ query }) => ({
    items: (await estates.listEstates(query.community)).map(viewEstate),
  })),
  route(createEstate, async ({ actor, body, newId, deps }) =>
    viewEstate(await estates.createEstate(actor, body, newId, deps)),
  ),
  route(updateEstate, async ({ actor, params, body, deps }) =>
    viewEstate(await estates.updateEstate(actor, params.code, body, deps)),
  ),
  route(listUnits, async ({ query }) => ({
    items: (await units.listUnits(query.area, query.kind)).map(viewUnit),
  })),
  route(listNearUnits, async ({ query }) => ({
    items: (await units.listNearUnits(query)).map((unit) => ({
      ...viewUnit(unit),
      distanceMetres: Math.round(unit.distance),
    })),
  })),
  route(createUnit, async ({ actor, body, newId, deps }) =>
    viewUnit(await units.createUnit(actor, body, newId, deps)),
  ),
  route(updateUnit, async ({ actor, params, body, deps }) =>
    viewUnit(await units.updateUnit(actor, params.id, body, deps)),
  ),
  route(getGridCard, ({ actor, query, deps }) => readGridCard(actor, query.area, deps)),
  route(getGridCardPage, async ({ actor, query, deps }) =>
    renderGridCardPage(await readGridCard(actor, query.area, deps)),
  ),
]
