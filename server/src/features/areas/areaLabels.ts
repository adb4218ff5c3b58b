import { Area } from './area.model'
import { Estate } from './estate.model'

/**
 * Names by code as people say them: a building after its estate, 「江畔苑3号楼」, since each estate of a community
 * may have a 3号楼. Codes that are unknown are left out.
 */
export async function readAreaLabels(
  codes: readonly (string | null | undefined)[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(codes.filter((code) => code != null))]
  if (wanted.length === 0) return new Map()
  const areas = await Area.find({ code: { $in: wanted } }, { code: 1, name: 1, estate: 1, level: 1 }).lean()
  const around = areas.flatMap(({ level, estate }) => (level === 'building' && estate ? [estate] : []))
  const estates = await Estate.find({ code: { $in: [...new Set(around)] } }, { code: 1, name: 1 }).lean()
  const nameOf = new Map(estates.map(({ code, name }) => [code, name]))
  return new Map(
    areas.map(({ code, name, level, estate }) => [
      code,
      level === 'building' ? `${nameOf.get(estate ?? '') ?? ''}${name}` : name,
    ]),
  )
}
