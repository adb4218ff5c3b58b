import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import { toShanghaiDay } from '@linli/shared/time'
import { Home, type HomeDocument } from './home.model'
import type { ImportRow } from './import.columns'
import { createOnce, createProblemList, readCell, shortText, visitRows } from './import.plan'
import type { Plan, PlanContext, ProblemList } from './import.plan'
import { createBuildingFinder, homeKey, readRoom, type FindBuilding } from './import.planHomes'
import { readName } from './import.planPlaces'
import { parseDay, parseLinkKind, parsePhone } from './import.values'
import { buildPersonKey } from './person.crypto'
import { listPeopleSteps } from './import.peopleSteps'

const earliestBirth = '1900-01-01'
const maxHousehold = 10

/** A right row: a person with one home. */
export interface PersonRow {
  row: ImportRow
  key: string
  name: string
  birthDate: string
  phone: string | undefined
  home: HomeDocument
  household: string
  kind: HomeLinkKind
  from: string | undefined
  to: string | undefined
}

const dayHint = (title: string): string => `「${title}」写法不对，例如 2010-06-01。`

function readDays(row: ImportRow, problems: ProblemList): Pick<PersonRow, 'from' | 'to'> {
  const from = readCell(row, ['from', '起始日期'], problems, { parse: parseDay, hint: dayHint('起始日期') })
  const to = readCell(row, ['to', '结束日期'], problems, { parse: parseDay, hint: dayHint('结束日期') })
  if (from !== undefined && to !== undefined && to < from)
    problems.add(row, '结束日期', '「结束日期」早于「起始日期」，请核对。')
  return { from, to }
}

function readBirthDate(row: ImportRow, today: string, problems: ProblemList): string | undefined {
  return readCell(row, ['birthDate', '出生日期'], problems, {
    isRequired: true,
    parse: (text) => {
      const day = parseDay(text)
      return day !== undefined && day >= earliestBirth && day <= today ? day : undefined
    },
    hint: '「出生日期」写法不对，或不在 1900 年到今天之间，例如 1944-03-05。',
  })
}

function createHomeFinder(findBuilding: FindBuilding, homes: ReadonlyMap<string, HomeDocument>) {
  return (row: ImportRow, problems: ProblemList): HomeDocument | undefined => {
    const building = findBuilding(row, problems)
    const room = readRoom(row, problems)
    if (!building || room === undefined) return undefined
    const home = homes.get(homeKey(building.code, room))
    if (!home) problems.add(row, '室号', '这栋楼里没有这个室号，请先导入房屋，或检查室号。')
    return home
  }
}

/** What one row says of the person, whatever else is wrong with it. */
function readPerson(row: ImportRow, today: string, problems: ProblemList) {
  const name = readName(row, '姓名', problems)
  const birthDate = readBirthDate(row, today, problems)
  const phone = readCell(row, ['phone', '手机号'], problems, {
    parse: parsePhone,
    hint: '手机号应是 11 位数字，请核对。',
  })
  const kind = readCell(row, ['link', '与房屋关系'], problems, {
    isRequired: true,
    parse: parseLinkKind,
    hint: '「与房屋关系」请写业主、租户、家人或仅户口。',
  })
  const household = readCell(row, ['household', '户号'], problems, {
    parse: shortText(maxHousehold),
    hint: `「户号」太长，最多 ${maxHousehold} 个字。`,
  })
  return { name, birthDate, phone, kind, household: household ?? '1', ...readDays(row, problems) }
}

/** Two rows may name one person with two homes; they must not say different things of the person. */
function createAgreementCheck(problems: ProblemList): (person: PersonRow) => void {
  const first = new Map<string, PersonRow>()
  const findDouble = createOnce()
  return (person) => {
    const known = first.get(person.key)
    if (!known) first.set(person.key, person)
    else if (known.phone !== undefined && person.phone !== undefined && known.phone !== person.phone)
      problems.add(
        person.row,
        '手机号',
        `和第 ${known.row.number} 行姓名、出生日期相同，手机号却不同，请核对。`,
      )
    const link = `${person.key}|${person.home._id.toString()}|${person.kind}`
    const before = findDouble(link, person.row)
    if (before !== undefined) problems.add(person.row, undefined, `和第 ${before} 行重复。`)
  }
}

export async function planPeople(rows: readonly ImportRow[], context: PlanContext): Promise<Plan> {
  const { area, deps, report } = context
  const problems = createProblemList()
  const checkAgreement = createAgreementCheck(problems)
  const homes = await Home.find({ community: area }).lean<HomeDocument[]>()
  const byKey = new Map(homes.map((home) => [homeKey(home.building, home.room), home]))
  const findHome = createHomeFinder(await createBuildingFinder(area), byKey)
  const today = toShanghaiDay(deps.clock.now())
  const people: PersonRow[] = []
  await visitRows(
    rows,
    (row) => {
      const { name, birthDate, kind, ...rest } = readPerson(row, today, problems)
      const home = findHome(row, problems)
      if (problems.has(row) || name === undefined || birthDate === undefined || !kind || !home) return
      const key = buildPersonKey({ name, birthDate }, deps.crypto) ?? ''
      const person: PersonRow = { row, key, name, birthDate, kind, home, ...rest }
      checkAgreement(person)
      people.push(person)
    },
    report,
  )
  if (problems.list().length > 0) return { problems: problems.list(), steps: [] }
  return { problems: [], ...(await listPeopleSteps(people, context)) }
}
