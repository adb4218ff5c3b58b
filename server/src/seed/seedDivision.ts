import { Area, type AreaFields } from '../features/areas/area.model'
import { systemClock } from '../lib/clock'
import { readDivision } from './division'
import { insertRaw } from '../lib/insertRaw'

/** How far a long step is; `total` 0 while it is not known. */
export type Progress = (step: string, done: number, total: number) => void

const silent: Progress = () => undefined

/** Official names change; everything else of an area that is there belongs to the people who wrote it. */
async function renameChanged(
  areas: readonly AreaFields[],
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const changed = areas.filter(({ code, name }) => names.has(code) && names.get(code) !== name)
  if (changed.length === 0) return
  await Area.bulkWrite(
    changed.map(({ code, name }) => ({ updateOne: { filter: { code }, update: { $set: { name } } } })),
  )
}

/**
 * Writes a district, its streets and its communities. Repeatable: what is there keeps its id, telephone and hours,
 * and only official names are brought up to date.
 * @throws DivisionError when the district or the package is missing.
 */
export async function seedDivision(
  district: string,
  report: Progress = silent,
  clock = systemClock,
): Promise<{ streets: number; communities: number; added: number }> {
  report('reading the division', 0, 0)
  const areas = await readDivision(district)
  const present = await Area.find(
    { code: { $in: areas.map(({ code }) => code) } },
    { code: 1, name: 1 },
  ).lean()
  const names = new Map(present.map(({ code, name }) => [code, name]))
  const missing = areas.filter(({ code }) => !names.has(code))
  const added = await insertRaw(Area, missing, clock.now(), (done) => {
    report('writing areas', done, missing.length)
  })
  await renameChanged(areas, names)
  const count = (level: string): number => areas.filter((area) => area.level === level).length
  return { streets: count('street'), communities: count('community'), added }
}
