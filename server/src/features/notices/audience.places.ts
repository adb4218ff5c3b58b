import { areaLevelOf, placeOf, type Place } from '@linli/shared/areas/areas'
import type { NoticeAudience } from '@linli/shared/notices/notice'
import { Area } from '../areas/area.model'
import { Estate } from '../areas/estate.model'
import { readAreaLabels } from '../areas/areaLabels'

/** Who issues it, and for whom. */
export interface Addressed {
  areaCode: string
  audience: NoticeAudience
}

/** The communities it goes to, in the order of their codes. */
export async function listCommunities({ areaCode, audience }: Addressed): Promise<string[]> {
  if (areaLevelOf(areaCode) === 'community') return [areaCode]
  // The codes of what lies within an area begin with its own.
  const within = { $gte: areaCode, $lt: `${areaCode}:` }
  const areas = await Area.find({ level: 'community', code: within }, { code: 1 }).sort({ code: 1 }).lean()
  const wanted = new Set(audience.areas.map((code) => placeOf(code).community ?? code))
  const isWanted = (code: string): boolean =>
    wanted.size === 0 || wanted.has(code) || wanted.has(placeOf(code).street ?? '')
  return areas.map(({ code }) => code).filter(isWanted)
}

/** Whether somebody of this community may be meant. */
export const goesTo = ({ audience: { areas } }: Addressed, community: string): boolean =>
  areas.length === 0 ||
  areas.some((code) => (placeOf(code).community ?? code) === community || code === placeOf(community).street)

/** Places are joined by "or"; no place named is the whole area. */
export const isInPlaces = (
  { areas }: NoticeAudience,
  { street, community, grid, estate, building }: Partial<Place>,
): boolean =>
  areas.length === 0 || areas.some((code) => [street, community, grid, estate, building].includes(code))

/** Names by code, of the areas and estates among these that are known. */
export async function readPlaceNames(codes: readonly string[]): Promise<Map<string, string>> {
  const estates = await Estate.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  return new Map([
    ...(await readAreaLabels(codes)),
    ...estates.map(({ code, name }): [string, string] => [code, name]),
  ])
}

/** Whether every place lies within the issuing area and exists. */
export async function arePlacesWithin({ areaCode, audience }: Addressed): Promise<boolean> {
  const { areas } = audience
  const isWithin = (code: string): boolean => {
    const { district, street, community } = placeOf(code)
    return code !== areaCode && [district, street, community].includes(areaCode)
  }
  if (!areas.every(isWithin)) return false
  return (await readPlaceNames(areas)).size === new Set(areas).size
}
