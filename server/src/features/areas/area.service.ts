import type { createArea as CreateArea, updateArea as UpdateArea } from '@linli/shared/areas/area.contract'
import { areaLevels, placeOf, type Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { Deps } from '../../deps'
import { assertThat, AppError, wrongField } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { isDuplicate } from '../../lib/isDuplicate'
import { toUpdate } from '../../lib/toUpdate'
import { touchRouting } from '../routing/routing.stamp'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { Area, type AreaFields } from './area.model'
import { canManageArea, canManagePlace } from './area.policy'
import { takeLocalCodes } from './areaCodes.service'
import { Estate } from './estate.model'

/** Streets of the largest district and communities of the largest street are far fewer. */
const maxChildren = 2000

/** @throws AppError `record.not_found`. */
export async function findArea(code: string): Promise<AreaFields> {
  const area = await Area.findOne({ code }).lean<AreaFields>()
  assertThat(area, 'record.not_found')
  return area
}

export async function listAreas(parent: string | undefined): Promise<AreaFields[]> {
  const filter = parent === undefined ? { level: 'district' as const } : { parent }
  return Area.find(filter).sort({ code: 1 }).limit(maxChildren).lean<AreaFields[]>()
}

/** What an area lies in, widest first, without itself. */
export async function listAncestors(area: Place & { code: string }): Promise<AreaFields[]> {
  const codes = [area.district, area.street, area.community, area.grid, area.building]
  const above = codes.filter((code) => code !== undefined)
  const found = await Area.find({ code: { $in: above, $ne: area.code } }).lean<AreaFields[]>()
  return found.sort((a, b) => areaLevels.indexOf(a.level) - areaLevels.indexOf(b.level))
}

async function readBuildingPlace(grid: AreaFields, estateCode: string | undefined): Promise<Partial<Place>> {
  if (estateCode === undefined || grid.community === undefined) return {}
  const estate = await Estate.findOne({ code: estateCode, community: grid.community }).lean()
  assertThat(estate, 'record.not_found')
  return { estate: estateCode }
}

/** A new grid below a community, or building below a grid. */
export async function createArea(
  actor: Actor,
  input: OutputOf<typeof CreateArea.body>,
  newId: string,
  deps: Pick<Deps, 'clock'>,
): Promise<AreaFields> {
  const parent = await findArea(input.parent)
  assertThat(canManagePlace(actor, input.parent, parent), 'access.denied')
  const { community } = parent
  assertThat(
    parent.level === (input.level === 'grid' ? 'community' : 'grid'),
    'request.invalid',
    wrongField('body', ['parent'], 'level'),
  )
  assertThat(community !== undefined, 'request.invalid', wrongField('body', ['parent'], 'level'))
  const { level, name } = input
  const inBuilding =
    input.level === 'building'
      ? { grid: parent.code, ...(await readBuildingPlace(parent, input.estate)) }
      : undefined
  try {
    await createOnce(Area, newId, async () => {
      const [code = ''] = await takeLocalCodes(community, level, 1)
      return { code, name, level, parent: parent.code, ...placeOf(code), ...inBuilding }
    })
  } catch (error) {
    throw isDuplicate(error) ? new AppError('area.name_taken') : error
  }
  const area = await Area.findOne({ _id: newId }).lean<AreaFields>()
  assertThat(area, 'record.not_found')
  const { code, district } = area
  await touchRouting(code)
  await recordAudit(actor, 'area.created', { kind: 'area', id: code, district }, {}, deps)
  return area
}

export async function updateArea(
  actor: Actor,
  code: string,
  input: OutputOf<typeof UpdateArea.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<AreaFields> {
  const area = await findArea(code)
  const mayChange = input.name === undefined ? canManagePlace : canManageArea
  assertThat(mayChange(actor, code, area), 'access.denied')
  assertThat(
    input.location === undefined || area.level === 'building',
    'request.invalid',
    wrongField('body', ['location'], 'level'),
  )
  try {
    await Area.updateOne({ code }, toUpdate(input))
  } catch (error) {
    throw isDuplicate(error) ? new AppError('area.name_taken') : error
  }
  await touchRouting(code)
  const changed = Object.keys(input).join(' ')
  await recordAudit(
    actor,
    'area.updated',
    { kind: 'area', id: code, district: area.district },
    { changed },
    deps,
  )
  return findArea(code)
}
