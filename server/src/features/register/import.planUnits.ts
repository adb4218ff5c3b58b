import { limits } from '@linli/shared/limits'
import { callablePhone } from '@linli/shared/areas/area.contract'
import { Unit, type UnitFields } from '../areas/unit.model'
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
import { hasChange, readName } from './import.planPlaces'
import { parseSchedule, parseUnitKind } from './import.values'

const maxServices = 20

function readServices(text: string): string[] | undefined {
  const services = text
    .split(/[、,，;；]/)
    .map((service) => service.trim())
    .filter((service) => service !== '')
  return services.length <= maxServices && services.every(shortText(limits.nameText)) ? services : undefined
}

type WantedUnit = Pick<UnitFields, 'name' | 'kind'> & Partial<UnitFields>

function readUnit(row: ImportRow, problems: ProblemList): WantedUnit | undefined {
  const name = readName(row, '单位名称', problems)
  const kind = readCell(row, ['kind', '类型'], problems, {
    isRequired: true,
    parse: parseUnitKind,
    hint: '不认识这个类型，请从模板说明里选一个。',
  })
  const phone = readCell(row, ['phone', '电话'], problems, {
    parse: (text) => callablePhone.safeParse(text).data,
    hint: '电话写法不对，例如 021-56120000 或 11 位手机号。',
  })
  const schedule = readCell(row, ['hours', '服务时间'], problems, {
    parse: parseSchedule,
    hint: '服务时间写法不对，例如「工作日 09:00-17:00」「每天 08:00-20:00」「全天」。',
  })
  const address = readCell(row, ['address', '地址'], problems, {
    parse: shortText(limits.addressText),
    hint: `「地址」太长，最多 ${limits.addressText} 个字。`,
  })
  const services = readCell(row, ['services', '服务内容'], problems, {
    parse: readServices,
    hint: `服务内容最多 ${maxServices} 项，用顿号隔开，每项不超过 ${limits.nameText} 个字。`,
  })
  if (name === undefined || kind === undefined) return undefined
  return {
    name,
    kind,
    ...(phone === undefined ? {} : { phone }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(address === undefined ? {} : { address }),
    ...(services === undefined ? {} : { services }),
  }
}

export async function planUnits(
  rows: readonly ImportRow[],
  { area, place, report }: PlanContext,
): Promise<Plan> {
  const problems = createProblemList()
  const findDouble = createOnce()
  const wanted: WantedUnit[] = []
  await visitRows(
    rows,
    (row) => {
      const unit = readUnit(row, problems)
      if (!unit) return
      const before = findDouble(`${unit.kind}|${unit.name}`, row)
      if (before !== undefined) problems.add(row, '单位名称', `和第 ${before} 行重复。`)
      wanted.push(unit)
    },
    report,
  )
  if (problems.list().length > 0) return { problems: problems.list(), steps: [] }
  const known = await Unit.find({ areaCode: area }).lean()
  const changes = wanted.flatMap((unit): Change[] => {
    const stored = known.find(({ kind, name }) => kind === unit.kind && name === unit.name)
    if (!stored) return [{ document: { services: [], isOpen: true, ...unit, areaCode: area, ...place } }]
    return hasChange(stored, unit) ? [{ filter: { _id: stored._id }, document: unit }] : []
  })
  return { problems: [], steps: [{ model: Unit, changes }] }
}
