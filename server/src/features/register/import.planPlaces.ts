import { placeOf } from '@linli/shared/areas/areas'
import { limits } from '@linli/shared/limits'
import { Area, type AreaFields, type LocalKind } from '../areas/area.model'
import { takeLocalCodes } from '../areas/areaCodes.service'
import { Estate, type EstateFields } from '../areas/estate.model'
import { listUnits } from '../areas/unit.service'
import type { ImportRow } from './import.columns'
import {
  createOnce,
  createProblemList,
  readCell,
  shortText,
  visitRows,
  type Change,
  type Plan,
  type PlanContext,
  type ProblemList,
} from './import.plan'

export const readName = (row: ImportRow, title: string, problems: ProblemList): string | undefined =>
  readCell(row, ['name', title], problems, {
    isRequired: true,
    parse: shortText(limits.nameText),
    hint: `「${title}」太长，最多 ${limits.nameText} 个字。`,
  })

/** Codes for what is new; only taken when the whole sheet is right, for a code is never given twice. */
const takeCodes = (area: string, kind: LocalKind, count: number): Promise<string[]> =>
  count === 0 ? Promise.resolve([]) : takeLocalCodes(area, kind, count)

export async function planGrids(rows: readonly ImportRow[], { area, report }: PlanContext): Promise<Plan> {
  const problems = createProblemList()
  const findDouble = createOnce()
  const names = new Set<string>()
  await visitRows(
    rows,
    (row) => {
      const name = readName(row, '网格名称', problems)
      if (name === undefined) return
      const before = findDouble(name, row)
      if (before !== undefined) problems.add(row, '网格名称', `和第 ${before} 行重复。`)
      names.add(name)
    },
    report,
  )
  if (problems.list().length > 0) return { problems: problems.list(), steps: [] }
  const known = await Area.find({ parent: area, level: 'grid' }, { name: 1 }).lean()
  const fresh = [...names].filter((name) => !known.some((grid) => grid.name === name))
  const codes = await takeCodes(area, 'grid', fresh.length)
  const changes = fresh.map((name, i) => {
    const code = codes[i] ?? ''
    return { document: { code, name, level: 'grid', parent: area, ...placeOf(code) } }
  })
  return { problems: [], steps: [{ model: Area, changes }] }
}

export async function planEstates(rows: readonly ImportRow[], { area, report }: PlanContext): Promise<Plan> {
  const problems = createProblemList()
  const findDouble = createOnce()
  const units = await listUnits(area)
  const wanted = new Map<string, Partial<EstateFields>>()
  const findUnit = (row: ImportRow, [key, title]: readonly [string, string], kind: string) =>
    readCell(row, [key, title], problems, {
      parse: (name) => units.find((unit) => unit.kind === kind && unit.name === name)?._id,
      hint: `没有找到这个名称的${kind === 'property' ? '物业' : '业委会'}，请先导入单位，或检查名称。`,
    })
  await visitRows(
    rows,
    (row) => {
      const name = readName(row, '小区名称', problems)
      const address = readCell(row, ['address', '地址'], problems, {
        parse: shortText(limits.addressText),
        hint: `「地址」太长，最多 ${limits.addressText} 个字。`,
      })
      const propertyUnitId = findUnit(row, ['property', '物业名称'], 'property')
      const ownersCommitteeUnitId = findUnit(row, ['committee', '业委会名称'], 'ownersCommittee')
      if (name === undefined) return
      const before = findDouble(name, row)
      if (before !== undefined) problems.add(row, '小区名称', `和第 ${before} 行重复。`)
      wanted.set(name, {
        ...(address === undefined ? {} : { address }),
        ...(propertyUnitId === undefined ? {} : { propertyUnitId }),
        ...(ownersCommitteeUnitId === undefined ? {} : { ownersCommitteeUnitId }),
      })
    },
    report,
  )
  if (problems.list().length > 0) return { problems: problems.list(), steps: [] }
  return { problems: [], steps: [{ model: Estate, changes: await listEstateChanges(area, wanted) }] }
}

async function listEstateChanges(
  area: string,
  wanted: ReadonlyMap<string, Partial<EstateFields>>,
): Promise<Change[]> {
  const known = await Estate.find({ community: area }).lean<EstateFields[]>()
  const fresh = [...wanted.keys()].filter((name) => !known.some((estate) => estate.name === name))
  const codes = await takeCodes(area, 'estate', fresh.length)
  return [...wanted].flatMap(([name, fields]): Change[] => {
    const estate = known.find((each) => each.name === name)
    if (estate) return hasChange(estate, fields) ? [{ filter: { code: estate.code }, document: fields }] : []
    const code = codes[fresh.indexOf(name)] ?? ''
    return [{ document: { code, name, ...fields, ...placeOf(code), estate: code } }]
  })
}

/** Whether any wanted field differs from what is stored; ids and dates are compared by what they say. */
export function hasChange(stored: object, wanted: object): boolean {
  const entries = stored as Record<string, unknown>
  return Object.entries(wanted).some(([key, value]) => JSON.stringify(entries[key]) !== JSON.stringify(value))
}

interface WantedBuilding {
  name: string
  grid: AreaFields
  estate: EstateFields | undefined
}

export async function planBuildings(
  rows: readonly ImportRow[],
  { area, report }: PlanContext,
): Promise<Plan> {
  const problems = createProblemList()
  const findDouble = createOnce()
  const grids = await Area.find({ parent: area, level: 'grid' }).lean<AreaFields[]>()
  const estates = await Estate.find({ community: area }).lean<EstateFields[]>()
  const known = await Area.find({ community: area, level: 'building' }).lean<AreaFields[]>()
  const fresh: WantedBuilding[] = []
  await visitRows(
    rows,
    (row) => {
      const name = readName(row, '楼栋名称', problems)
      const grid = readCell(row, ['grid', '网格名称'], problems, {
        isRequired: true,
        parse: (text) => grids.find((each) => each.name === text),
        hint: '没有找到这个网格，请先导入网格，或检查名称。',
      })
      const estate = readCell(row, ['estate', '小区名称'], problems, {
        parse: (text) => estates.find((each) => each.name === text),
        hint: '没有找到这个小区，请先导入小区，或检查名称。',
      })
      if (name === undefined || grid === undefined || problems.has(row)) return
      const before = findDouble(`${estate?.code ?? ''}|${name}`, row)
      if (before !== undefined) {
        problems.add(row, '楼栋名称', `和第 ${before} 行重复。`)
        return
      }
      const stored = known.find((each) => each.name === name && each.estate === estate?.code)
      if (!stored) fresh.push({ name, grid, estate })
      else if (stored.parent !== grid.code)
        problems.add(
          row,
          '网格名称',
          '这栋楼已经登记在另一个网格。要移动它，请在“网格和楼栋”里办，住户和没办完的诉求会一起移。',
        )
    },
    report,
  )
  if (problems.list().length > 0) return { problems: problems.list(), steps: [] }
  const codes = await takeCodes(area, 'building', fresh.length)
  const changes = fresh.map(({ name, grid, estate }, i) => {
    const code = codes[i] ?? ''
    const place = { ...placeOf(code), grid: grid.code, ...(estate ? { estate: estate.code } : {}) }
    return { document: { code, name, level: 'building', parent: grid.code, ...place } }
  })
  return { problems: [], steps: [{ model: Area, changes }] }
}
