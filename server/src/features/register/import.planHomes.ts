import { Area, type AreaFields } from '../areas/area.model'
import { Estate } from '../areas/estate.model'
import { Home, type HomeDocument } from './home.model'
import { labelHome } from './homeLabel'
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
import { parseSquareMetres } from './import.values'
import { hasChange } from './import.planPlaces'
import { toPlace } from '../../lib/placeFields'

const maxRoom = 20

type KnownBuilding = AreaFields & { estateName: string | undefined }

/** Finds the building a row means, or says why not. */
export type FindBuilding = (row: ImportRow, problems: ProblemList) => KnownBuilding | undefined

/** Buildings of a community by name, told apart by estate where the name occurs twice. */
export async function createBuildingFinder(community: string): Promise<FindBuilding> {
  const estates = await Estate.find({ community }).lean()
  const areas = await Area.find({ community, level: 'building' }).lean<AreaFields[]>()
  const buildings = areas.map((area): KnownBuilding => {
    const estateName = estates.find(({ code }) => code === area.estate)?.name
    return { ...area, estateName }
  })
  return (row, problems) => {
    const estate = readCell(row, ['estate', '小区名称'], problems, {
      parse: (text) => estates.find(({ name }) => name === text),
      hint: '没有找到这个小区，请先导入小区，或检查名称。',
    })
    const named = readCell(row, ['building', '楼栋名称'], problems, {
      isRequired: true,
      parse: (text) => (buildings.some(({ name }) => name === text) ? text : undefined),
      hint: '没有找到这栋楼，请先导入楼栋，或检查名称。',
    })
    if (named === undefined || (row.values.estate !== undefined && !estate)) return undefined
    const fitting = buildings.filter(
      (building) => building.name === named && (estate === undefined || building.estate === estate.code),
    )
    if (fitting.length === 1) return fitting[0]
    problems.add(
      row,
      '楼栋名称',
      fitting.length === 0 ? '这个小区里没有这栋楼，请检查名称。' : '有几栋楼同名，请写明小区。',
    )
    return undefined
  }
}

export const readRoom = (row: ImportRow, problems: ProblemList): string | undefined =>
  readCell(row, ['room', '室号'], problems, {
    isRequired: true,
    parse: (text) => shortText(maxRoom)(text.replace(/[室\s]/g, '') || text),
    hint: `「室号」太长，最多 ${maxRoom} 个字。`,
  })

export const homeKey = (building: string, room: string): string => `${building}|${room}`

interface WantedHome {
  building: KnownBuilding
  room: string
  exclusiveAreaM2: number | undefined
}

function listChanges(
  { building, room, exclusiveAreaM2 }: WantedHome,
  stored: HomeDocument | undefined,
): Change[] {
  const fields = exclusiveAreaM2 === undefined ? {} : { exclusiveAreaM2 }
  if (stored) return hasChange(stored, fields) ? [{ filter: { _id: stored._id }, document: fields }] : []
  const place = { ...toPlace(building), building: building.code }
  return [{ document: { room, label: labelHome(building, room), ...fields, ...place } }]
}

export async function planHomes(rows: readonly ImportRow[], { area, report }: PlanContext): Promise<Plan> {
  const problems = createProblemList()
  const findDouble = createOnce()
  const findBuilding = await createBuildingFinder(area)
  const wanted: WantedHome[] = []
  await visitRows(
    rows,
    (row) => {
      const building = findBuilding(row, problems)
      const room = readRoom(row, problems)
      const exclusiveAreaM2 = readCell(row, ['exclusiveArea', '专有面积'], problems, {
        parse: parseSquareMetres,
        hint: '专有面积写法不对，请写平方米数，例如 68.52。',
      })
      if (!building || room === undefined) return
      const before = findDouble(homeKey(building.code, room), row)
      if (before !== undefined) problems.add(row, '室号', `和第 ${before} 行是同一套房屋。`)
      wanted.push({ building, room, exclusiveAreaM2 })
    },
    report,
  )
  if (problems.list().length > 0) return { problems: problems.list(), steps: [] }
  const known = await Home.find({ community: area }).lean<HomeDocument[]>()
  const byKey = new Map(known.map((home) => [homeKey(home.building, home.room), home]))
  const changes = wanted.flatMap((home) =>
    listChanges(home, byKey.get(homeKey(home.building.code, home.room))),
  )
  return { problems: [], steps: [{ model: Home, changes }] }
}
