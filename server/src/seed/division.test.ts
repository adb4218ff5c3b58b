import '../database/mongoose'
import { Area } from '../features/areas/area.model'
import { DivisionError, readDivision } from './division'
import { seedDivision } from './seedDivision'

test('宝山 has its 13 streets and towns and all 567 communities, each below the one it belongs to', async () => {
  const areas = await readDivision('310113')
  expect(areas[0]).toMatchObject({ code: '310113', name: '宝山区', level: 'district' })
  expect(areas.filter(({ level }) => level === 'street')).toHaveLength(13)
  expect(areas.filter(({ level }) => level === 'community')).toHaveLength(567)
  const codes = new Set(areas.map(({ code }) => code))
  expect(codes.size).toBe(areas.length)
  expect(areas.slice(1).every(({ parent }) => parent !== undefined && codes.has(parent))).toBe(true)
})

test('seeding again adds nothing, keeps what people wrote and brings names up to date', async () => {
  const steps: string[] = []
  const first = await seedDivision('310113', (step, done, total) => steps.push(`${step} ${done}/${total}`))
  expect(first).toEqual({ streets: 13, communities: 567, added: 581 })
  expect(steps).toEqual(['reading the division 0/0', 'writing areas 581/581'])
  const code = '310113003026'
  const before = await Area.findOne({ code }).lean()
  expect(before).toMatchObject({ name: '临江新村居委会', street: '310113003', parent: '310113003' })
  await Area.updateOne({ code }, { $set: { phone: '021-56100000', name: '旧名' } })
  expect((await seedDivision('310113')).added).toBe(0)
  const after = await Area.findOne({ code }).lean()
  expect(after).toMatchObject({ _id: before?._id, phone: '021-56100000', name: '临江新村居委会' })
  expect(await Area.countDocuments({ district: '310113' })).toBe(581)
})

test('says when a district does not exist', async () => {
  await expect(readDivision('310199')).rejects.toThrow(DivisionError)
  await expect(seedDivision('baoshan')).rejects.toThrow('six digits')
})
