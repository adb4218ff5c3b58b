import type { areaContracts } from '@linli/shared/areas/area.contract'
import type { unitContracts } from '@linli/shared/areas/unit.contract'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'

type Areas = typeof areaContracts
type Units = typeof unitContracts

export type Area = CallOutput<Areas['listAreas']>['items'][number]
export type NewArea = CallInput<Areas['createArea']>['body']
export type AreaChange = NonNullable<CallInput<Areas['updateArea']>['body']>
export type Estate = CallOutput<Areas['listEstates']>['items'][number]
export type EstateChange = NonNullable<CallInput<Areas['updateEstate']>['body']>
export type NewEstate = CallInput<Areas['createEstate']>['body']
export type Unit = CallOutput<Units['listUnits']>['items'][number]
export type NewUnit = CallInput<Units['createUnit']>['body']
export type UnitChange = NonNullable<CallInput<Units['updateUnit']>['body']>

/** The areas right below one; without one, the districts. */
export const listAreas = (parent?: string) =>
  call<Areas['listAreas']>('get', '/api/areas', {
    query: parent === undefined ? {} : { parent },
  })

/** All buildings of a community, grid by grid, each named after its estate: several estates have a 3号楼. */
export async function listBuildings(community: string): Promise<Area[]> {
  const [{ items }, estates] = await Promise.all([listAreas(community), listEstates(community)])
  const grids = items.filter(({ level }) => level === 'grid')
  const inGrids = await Promise.all(grids.map(({ code }) => listAreas(code)))
  const all = [...items, ...inGrids.flatMap((answer) => answer.items)]
  const nameOf = new Map(estates.items.map(({ code, name }) => [code, name]))
  return all
    .filter(({ level }) => level === 'building')
    .map((building) => ({ ...building, name: `${nameOf.get(building.estate ?? '') ?? ''}${building.name}` }))
}

/** Units that serve an area: its own and those of the levels above. */
export const listUnits = (area: string) => call<Units['listUnits']>('get', '/api/units', { query: { area } })

export const listEstates = (community: string) =>
  call<Areas['listEstates']>('get', '/api/estates', { query: { community } })

/** With everything it lies in, widest first. */
export const getArea = (code: string) =>
  call<Areas['getArea']>('get', '/api/areas/:code', { params: { code } })

export const createArea = (body: NewArea, idempotencyKey: string) =>
  call<Areas['createArea']>('post', '/api/areas', { body, idempotencyKey })

export const updateArea = (code: string, body: AreaChange) =>
  call<Areas['updateArea']>('patch', '/api/areas/:code', { params: { code }, body })

/** With everything in it; a second press finds it there already. */
export const moveBuilding = (code: string, body: CallInput<Areas['moveBuilding']>['body']) =>
  call<Areas['moveBuilding']>('post', '/api/areas/:code/move', { params: { code }, body })

export const createEstate = (body: NewEstate, idempotencyKey: string) =>
  call<Areas['createEstate']>('post', '/api/estates', { body, idempotencyKey })

export const updateEstate = (code: string, body: EstateChange) =>
  call<Areas['updateEstate']>('patch', '/api/estates/:code', { params: { code }, body })

export const createUnit = (body: NewUnit, idempotencyKey: string) =>
  call<Units['createUnit']>('post', '/api/units', { body, idempotencyKey })

export const updateUnit = (id: string, body: UnitChange) =>
  call<Units['updateUnit']>('patch', '/api/units/:id', { params: { id }, body })
