import type { ImportKind } from '@linli/shared/register/register'
import {
  getImport,
  getImportProblems,
  getImportTemplate,
  listImports,
  startImport,
  type ImportView,
} from '@linli/shared/register/register.contract'
import { correctPerson, getPerson } from '@linli/shared/register/person.contract'
import { addDays, formatDate, toShanghaiDay } from '@linli/shared/time'
import { setTimeout as sleep } from 'node:timers/promises'
import '../../database/mongoose'
import { expectError, type ApiClient } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { buildGridWorker, buildSecretary, buildStreetOfficer, testAreas } from '../../test/users.factory'
import { Area } from '../areas/area.model'
import { Estate } from '../areas/estate.model'
import { Unit } from '../areas/unit.model'
import { AuditEntry } from '../audit/audit.model'
import { readStamp } from '../routing/routing.stamp'
import { Home, Household } from './home.model'
import { HomeLink } from './homeLink.model'
import { ImportChunk, ImportLock, RegisterImport } from './import.models'
import { resumeImports } from './import.run'
import { openPerson } from './person.crypto'
import { Person, type PersonDocument } from './person.model'

const { api, deps } = startTestApp()
const { community, neighbourCommunity, street } = testAreas

beforeEach(buildAreas)

const sheet = (...lines: string[]) => ({ name: '表.csv', bytes: Buffer.from(lines.join('\n')) })

async function finish(client: ApiClient, id: string): Promise<ImportView> {
  for (;;) {
    const job = await client.ok(getImport, { params: { id } })
    // The lock goes last: wait for it, so that the next import may begin.
    if (job.finishedAt !== undefined && !(await ImportLock.exists({ importId: id }))) return job
    await sleep(10)
  }
}

async function bring(client: ApiClient, kind: ImportKind, ...lines: string[]): Promise<ImportView> {
  const started = await client.ok(startImport, { body: { kind, area: community }, file: sheet(...lines) })
  return finish(client, started.id)
}

const places: [ImportKind, string[]][] = [
  [
    'units',
    ['单位名称,类型,电话,服务时间,服务内容', '江畔物业,物业,021-56120000,每天 08:00-20:00,维修、保洁'],
  ],
  ['grids', ['网格名称', '南网格', '北网格']],
  ['estates', ['小区名称,物业名称', '江畔苑,江畔物业', '老公房,']],
  [
    'buildings',
    ['楼栋名称,网格名称,小区名称', '1号楼,南网格,江畔苑', '1号楼,北网格,老公房', '2号楼,北网格,老公房'],
  ],
  [
    'homes',
    ['小区名称,楼栋名称,室号,专有面积', '江畔苑,1号楼,101,68.5', '江畔苑,1号楼,102室,90', ',2号楼,101,'],
  ],
]
const people = [
  '姓名,出生日期,手机号,小区名称,楼栋名称,室号,与房屋关系,起始日期,结束日期',
  '张小江,1944-03-05,19900000001,江畔苑,1号楼,101,业主,2010-06-01,',
  '李小畔,1950/1/2,,江畔苑,1号楼,101,家人,,',
  '张小江,1944-03-05,,,2号楼,101,业主,1990-01-01,2010-05-31',
  '王租住,1995-05-05,19900000003,,2号楼,101,租户,2025-01-01,',
]

async function bringPlaces(client: ApiClient): Promise<void> {
  for (const [kind, lines] of places)
    expect(await bring(client, kind, ...lines)).toMatchObject({ state: 'done' })
}

describe('a whole community from sheets', () => {
  it('is written with its codes, places and links, and again without a change', async () => {
    const secretary = api(await buildSecretary())
    await bringPlaces(secretary)
    const done = await bring(secretary, 'people', ...people)
    expect(done).toMatchObject({
      state: 'done',
      rows: 4,
      rowsChecked: 4,
      rowsWritten: 4,
      added: 9,
      updated: 0,
    })

    const estate = await Estate.findOne({ name: '江畔苑' }).lean()
    const property = await Unit.findOne({ name: '江畔物业' }).lean()
    expect(property).toMatchObject({ phone: '021-56120000', services: ['维修', '保洁'], areaCode: community })
    expect(estate).toMatchObject({ code: `${community}-E01`, propertyUnitId: property?._id })
    const home = await Home.findOne({ room: '101', estate: `${community}-E01` }).lean()
    expect(home).toMatchObject({
      label: '江畔苑1号楼 101室',
      exclusiveAreaM2: 68.5,
      community,
      grid: `${community}-G03`,
      building: `${community}-B003`,
    })
    expect(await Home.countDocuments({ community, room: '102' })).toBe(1)
    expect(await HomeLink.find({ to: '2010-05-31' }).lean()).toMatchObject([
      { isCurrent: false, kind: 'owner' },
    ])

    for (const [kind, lines] of [...places, ['people', people] as [ImportKind, string[]]])
      expect(await bring(secretary, kind, ...lines)).toMatchObject({ state: 'done', added: 0, updated: 0 })
    expect(await Person.countDocuments()).toBe(3)
    expect(await HomeLink.countDocuments()).toBe(4)
    expect(await Area.countDocuments({ community, level: 'building' })).toBe(5)
  })

  it('counts for routes from then on, and a refused one changes none', async () => {
    const secretary = api(await buildSecretary())
    const before = await readStamp(community)
    await bring(secretary, 'units', '单位名称,类型', '江畔物业,银行')
    expect(await readStamp(community)).toBe(before)
    await bring(secretary, 'units', '单位名称,类型', '江畔物业,物业')
    expect(await readStamp(community)).not.toBe(before)
  })

  it('changes only what a later sheet says otherwise', async () => {
    const secretary = api(await buildSecretary())
    await bringPlaces(secretary)
    await bring(secretary, 'people', ...people)
    const [header = '', , second = ''] = people
    const moved = '王租住,1995-05-05,19900000004,江畔苑,1号楼,102,租户,2026-01-01,'
    const ended = '王租住,1995-05-05,,,2号楼,101,租户,2025-01-01,2025-12-31'
    const job = await bring(secretary, 'people', header, second, moved, ended)
    expect(job).toMatchObject({ state: 'done', added: 2, updated: 2 })
    const person = await Person.findOne({ phoneIndex: deps.crypto.blindIndex('19900000004', 'phone') }).lean()
    expect(person && openPerson(person, deps.crypto)).toEqual({
      name: '王租住',
      birthDate: '1995-05-05',
      phone: '19900000004',
    })
    expect(person).toMatchObject({
      building: `${community}-B003`,
      estate: `${community}-E01`,
      birthYear: 1995,
    })
    const links = await HomeLink.find({ personId: person?._id ?? null })
      .sort({ from: 1 })
      .lean()
    expect(links.map(({ isCurrent, to }) => [isCurrent, to])).toEqual([
      [false, '2025-12-31'],
      [true, undefined],
    ])
    await bring(secretary, 'homes', '楼栋名称,室号,专有面积', '2号楼,101,55.25')
    expect((await Home.findOne({ building: `${community}-B005`, room: '101' }).lean())?.exclusiveAreaM2).toBe(
      55.25,
    )
    await bring(secretary, 'estates', '小区名称,地址', '老公房,江畔路 9 号')
    expect((await Estate.findOne({ name: '老公房' }).lean())?.address).toBe('江畔路 9 号')
  })

  it('brings no mistake back that was set right by hand, unless it is newer, and says so', async () => {
    const today = toShanghaiDay(deps.clock.now())
    const writer = await buildSecretary()
    const secretary = api(writer)
    await bringPlaces(secretary)
    // A name of her own: secantusd-rs never frees a key that a correction took from a person, not even for the next test.
    const lines = people.map((line) => line.replace('王租住', '赵改正'))
    await bring(secretary, 'people', ...lines)
    const phoneIndex = (phone: string) => deps.crypto.blindIndex(phone, 'phone')
    const wang = await Person.findOne({ phoneIndex: phoneIndex('19900000003') }).lean()
    const id = wang?._id.toString() ?? ''
    const there = await Home.findOne({ building: `${community}-B003`, room: '102' }).lean()
    const old = await HomeLink.findOne({ personId: id }).lean()
    const right = {
      ...{ name: '赵更正', phone: '19900000009', reason: '本人到柜台更正' },
      home: { homeId: there?._id.toString() ?? '', kind: 'tenant' as const },
      endedHomeId: old?.homeId.toString() ?? '',
    }
    const { version } = await secretary.ok(getPerson, { params: { id } })
    const body = { version, ...right }
    await secretary.ok(correctPerson, { params: { id }, body, requestKey: newKey() })
    deps.clock.advance(5, 'days')
    const read = async () => {
      const person = await Person.findOne({ _id: id }).lean<PersonDocument>()
      return person && { ...openPerson(person, deps.crypto), building: person.building }
    }
    const again = await bring(secretary, 'people', ...lines)
    expect(again).toMatchObject({ state: 'done', added: 0, updated: 0, keptCount: 3 })
    expect(again.kept.map(({ row, column }) => `${row} ${column ?? ''}`)).toEqual([
      ...['5 姓名', '5 住址', '5 手机号'],
    ])
    expect(again.kept[0]?.reason).toBe(`${formatDate(today)}手工改正过，没有按表格改。`)
    const stands = { name: '赵更正', phone: '19900000009', building: `${community}-B003` }
    expect(await read()).toMatchObject(stands)
    // A sheet from before the correction says no more than one without a day; a later one does.
    for (const asOf of [today, addDays(today, 1)]) {
      const file = sheet(...lines)
      const { id: job } = await secretary.ok(startImport, {
        body: { kind: 'people', area: community, asOf },
        file,
      })
      const isNewer = asOf !== today
      expect(await finish(secretary, job)).toMatchObject({ state: 'done', keptCount: isNewer ? 0 : 3 })
      const sheetSays = { phone: '19900000003', building: `${community}-B005` }
      expect(await read()).toMatchObject(isNewer ? { name: '赵更正', ...sheetSays } : stands)
    }
    expect(await Person.countDocuments()).toBe(3)
    // What carries her place has heard of both moves.
    const placed = (await Person.findOne({ _id: id }, { outbox: 1 }).lean())?.outbox
    expect(placed?.map(({ event }) => event)).toEqual(['person.placed', 'person.placed'])
  })

  it('holds no name, phone or birth date in clear, nor do its staged rows', async () => {
    const secretary = api(await buildSecretary())
    await bringPlaces(secretary)
    const staged: string[] = []
    const create = jest.spyOn(ImportChunk, 'create').mockImplementation((chunk: object) => {
      staged.push(JSON.stringify(chunk))
      return ImportChunk.insertMany([chunk])
    })
    await bring(secretary, 'people', ...people)
    create.mockRestore()
    expect(staged).toHaveLength(1)
    expect(await ImportChunk.countDocuments()).toBe(0)
    const collections = [Person, Household, HomeLink, RegisterImport].map((model) => model.collection)
    const raw = [...staged]
    for (const collection of collections) raw.push(JSON.stringify(await collection.find().toArray()))
    for (const clear of ['张小江', '小江', '李小畔', '19900000001', '9900000001', '1944-03-05', '1944/03'])
      expect(raw.join()).not.toContain(clear)
  })
})

describe('a sheet with bad rows', () => {
  it('is refused whole, with the number and reason of each', async () => {
    const secretary = api(await buildSecretary())
    await bringPlaces(secretary)
    const job = await bring(
      secretary,
      'people',
      ...people,
      '',
      ',1944-03-05,,,2号楼,101,业主,,',
      '赵一,1944-13-05,123,,2号楼,101,朋友,,',
      '钱二,2030-01-01,,,1号楼,101,业主,,',
      '孙三,1970-01-01,,江畔苑,2号楼,101,业主,,',
      '周四,1970-01-01,,没有的小区,2号楼,999,业主,,',
      '吴五,1970-01-01,,,2号楼,999,业主,2020-01-01,2019-01-01',
      '王租住,1995-05-05,19900000003,,2号楼,101,租户,,',
      '张小江,1944-03-05,19900000009,,2号楼,101,租户,,',
    )
    expect(job).toMatchObject({ state: 'refused', rows: 12, rowsChecked: 12, rowsWritten: 0, added: 0 })
    expect(job.problems.map(({ row, column, reason }) => `${row} ${column ?? ''} ${reason}`)).toEqual([
      '7 姓名 「姓名」没有填写。',
      '8 出生日期 「出生日期」写法不对，或不在 1900 年到今天之间，例如 1944-03-05。',
      '8 手机号 手机号应是 11 位数字，请核对。',
      '8 与房屋关系 「与房屋关系」请写业主、租户、家人或仅户口。',
      '9 出生日期 「出生日期」写法不对，或不在 1900 年到今天之间，例如 1944-03-05。',
      '9 楼栋名称 有几栋楼同名，请写明小区。',
      '10 楼栋名称 这个小区里没有这栋楼，请检查名称。',
      '11 小区名称 没有找到这个小区，请先导入小区，或检查名称。',
      '12 结束日期 「结束日期」早于「起始日期」，请核对。',
      '12 室号 这栋楼里没有这个室号，请先导入房屋，或检查室号。',
      '13  和第 5 行重复。',
      '14 手机号 和第 2 行姓名、出生日期相同，手机号却不同，请核对。',
    ])
    expect(await Person.countDocuments()).toBe(0)
    expect(await HomeLink.countDocuments()).toBe(0)
    expect(await ImportChunk.countDocuments()).toBe(0)
    const file = await secretary.call(getImportProblems, { params: { id: job.id } })
    expect(file.headers['content-type']).toMatch(/^text\/csv/)
    expect(file.bytes.toString()).toMatch(/^\uFEFF行号,列,原因\r\n"7","姓名","「姓名」没有填写。"\r\n/)
  })

  it.each<[ImportKind, string[], string[]]>([
    ['units', ['单位名称,类型,电话,服务时间', '甲,银行,电话,有空'], ['2 类型', '2 电话', '2 服务时间']],
    ['grids', ['网格名称', '甲', '甲', '字'.repeat(41)], ['3 网格名称', '4 网格名称']],
    [
      'estates',
      ['小区名称,物业名称,业委会名称', '甲,没有,没有', '甲,,'],
      ['2 物业名称', '2 业委会名称', '3 小区名称'],
    ],
    [
      'buildings',
      ['楼栋名称,网格名称', '甲,没有', '乙,地方-G01', '乙,地方-G01'],
      ['2 网格名称', '4 楼栋名称'],
    ],
    [
      'homes',
      ['楼栋名称,室号,专有面积', '没有,101,1', '地方B001,102,大', '地方B001,1,1', '地方B001,1室,1'],
      ['2 楼栋名称', '3 专有面积', '5 室号'],
    ],
  ])('writes nothing of %s either', async (kind, lines, expected) => {
    const secretary = api(await buildSecretary())
    const count = async () =>
      (await Area.countDocuments()) +
      (await Estate.countDocuments()) +
      (await Unit.countDocuments()) +
      (await Home.countDocuments())
    const before = [await count(), await Area.findOne({ code: community }).lean()]
    const job = await bring(secretary, kind, ...lines)
    expect(job.state).toBe('refused')
    expect(job.problems.map(({ row, column }) => `${row} ${column ?? ''}`)).toEqual(expected)
    expect([await count(), await Area.findOne({ code: community }).lean()]).toEqual(before)
  })

  it('says at once when a column is missing', async () => {
    const secretary = api(await buildSecretary())
    const file = sheet('楼栋', '1号楼')
    const job = await secretary.ok(startImport, { body: { kind: 'homes', area: community }, file })
    expect(job).toMatchObject({ state: 'refused', problemCount: 3 })
    expect(job.problems[0]).toEqual({ row: 1, reason: '缺少「楼栋名称」这一列，请对照模板。' })
  })
})

describe('an import that dies in the middle', () => {
  it('is finished by the next process, once, with nothing missing and nothing twice', async () => {
    const secretary = api(await buildSecretary())
    await bringPlaces(secretary)
    const crash = jest.spyOn(HomeLink.collection, 'insertMany').mockRejectedValueOnce(new Error('killed'))
    const { id } = await secretary.ok(startImport, {
      body: { kind: 'people', area: community },
      file: sheet(...people),
    })
    while (crash.mock.calls.length === 0) await sleep(5)
    await sleep(20)
    crash.mockRestore()
    expect(await Person.countDocuments()).toBe(3)
    expect(await HomeLink.countDocuments()).toBe(0)
    expect((await secretary.ok(getImport, { params: { id } })).state).toBe('applying')
    expect(await resumeImports(deps)).toBe(0)
    deps.clock.advance(2, 'minutes')
    await Promise.all([resumeImports(deps), resumeImports(deps)])
    const job = await finish(secretary, id)
    expect(job).toMatchObject({ state: 'done', rowsWritten: 4, added: 9 })
    expect([await Person.countDocuments(), await HomeLink.countDocuments()]).toEqual([3, 4])
    expect(await ImportChunk.countDocuments()).toBe(0)
  })

  it('waits when a name it needs was changed meanwhile, says so, and goes on when it is back', async () => {
    const secretary = api(await buildSecretary())
    await bringPlaces(secretary)
    const crash = jest.spyOn(HomeLink.collection, 'insertMany').mockRejectedValueOnce(new Error('killed'))
    const { id } = await secretary.ok(startImport, {
      body: { kind: 'people', area: community },
      file: sheet(...people),
    })
    while (crash.mock.calls.length === 0) await sleep(5)
    await sleep(20)
    crash.mockRestore()
    await Area.updateOne({ community, name: '2号楼' }, { $set: { name: '二号楼' } })
    deps.clock.advance(2, 'minutes')
    await resumeImports(deps)
    const waiting = await secretary.ok(getImport, { params: { id } })
    expect(waiting).toMatchObject({ state: 'applying', problemCount: 2 })
    await Area.updateOne({ community, name: '二号楼' }, { $set: { name: '2号楼' } })
    deps.clock.advance(2, 'minutes')
    await resumeImports(deps)
    expect(await secretary.ok(getImport, { params: { id } })).toMatchObject({
      state: 'done',
      problemCount: 0,
    })
    expect(await HomeLink.countDocuments()).toBe(4)
  })
})

describe('who may import', () => {
  const body = { kind: 'grids', area: community } as const
  const file = sheet('网格名称', '南网格')

  it('is the secretary here and those above; others see neither sheets nor results', async () => {
    const secretary = api(await buildSecretary())
    const { id } = await secretary.ok(startImport, { body, file })
    await finish(secretary, id)
    expect(
      (await secretary.ok(listImports, { query: { area: community } })).items.map((job) => job.id),
    ).toEqual([id])
    const officer = api(await buildStreetOfficer())
    expect((await officer.ok(getImport, { params: { id } })).fileName).toBe('表.csv')
    expectError(await officer.call(startImport, { body: { ...body, area: street }, file }), 'access.denied')
    const neighbour = api(await buildSecretary(neighbourCommunity))
    expectError(await neighbour.call(startImport, { body, file }), 'access.denied')
    expectError(await neighbour.call(getImport, { params: { id } }), 'access.denied')
    expectError(await neighbour.call(getImportProblems, { params: { id } }), 'access.denied')
    expectError(await neighbour.call(listImports, { query: { area: community } }), 'access.denied')
    expectError(await api(await buildGridWorker()).call(startImport, { body, file }), 'access.denied')
    expectError(
      await api(await buildGridWorker()).call(getImportTemplate, { params: { kind: 'homes' } }),
      'access.denied',
    )
    expectError(await api().call(startImport, { body, file }), 'session.required')
    expectError(await secretary.call(getImport, { params: { id: '0'.repeat(24) } }), 'record.not_found')
    expectError(await secretary.callLoose(startImport, { body }), 'request.invalid')
    expectError(await secretary.call(startImport, { body, file: sheet('网格名称') }), 'import.empty')
    const template = await secretary.call(getImportTemplate, { params: { kind: 'homes' } })
    expect(template.headers['content-disposition']).toContain(encodeURIComponent('房屋导入模板.xlsx'))
  })

  it('is one at a time in a community', async () => {
    const secretary = api(await buildSecretary())
    const answers = await Promise.all([1, 2, 3].map(() => secretary.call(startImport, { body, file })))
    const begun = answers.filter(({ status }) => status === 202)
    expect(begun).toHaveLength(1)
    for (const answer of answers) if (answer.status !== 202) expectError(answer, 'import.running')
    await finish(secretary, begun[0]?.body.id ?? '')
    expect(await ImportChunk.countDocuments()).toBe(0)
    expect(await Area.countDocuments({ name: '南网格' })).toBe(1)
  })

  it('reports progress to the person who brought the sheet, and leaves a line in the audit log', async () => {
    const user = await buildSecretary()
    const secretary = api(user)
    deps.published.length = 0
    const { id } = await secretary.ok(startImport, { body, file })
    await finish(secretary, id)
    expect(await AuditEntry.findOne({ subjectId: id }).lean()).toMatchObject({
      action: 'import.started',
      details: { kind: '网格', area: community, rows: 1 },
    })
    const events = deps.published.filter(({ name }) => name === 'import.changed')
    expect(events.at(-1)).toEqual({
      name: 'import.changed',
      rooms: [`user:${user.id}`],
      data: { id, done: 2, total: 2 },
    })
  })
})
