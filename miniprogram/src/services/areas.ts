import type { areaContracts } from '@linli/shared/areas/area.contract'
import type { unitContracts } from '@linli/shared/areas/unit.contract'
import { call } from './http'
import type { CallOutput } from './http.types'

export type Area = CallOutput<(typeof areaContracts)['listAreas']>['items'][number]

/** The areas right below one; without one, the districts. */
export const listAreas = (parent?: string) =>
  call<(typeof areaContracts)['listAreas']>('get', '/api/areas', {
    query: parent === undefined ? {} : { parent },
  })

/** All buildings of a community, grid by grid. */
export async function listBuildings(community: string): Promise<Area[]> {
  const { items } = await listAreas(community)
  const grids = items.filter(({ level }) => level === 'grid')
  const inGrids = await Promise.all(grids.map(({ code }) => listAreas(code)))
  const all = [...items, ...inGrids.flatMap((answer) => answer.items)]
  return all.filter(({ level }) => level === 'building')
}

/** Units that serve an area: its own and those of the levels above. */
export const listUnits = (area: string) =>
  call<(typeof unitContracts)['listUnits']>('get', '/api/units', { query: { area } })

export const listEstates = (community: string) =>
  call<(typeof areaContracts)['listEstates']>('get', '/api/estates', { query: { community } })
