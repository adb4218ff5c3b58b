import { serviceRecord } from './order.actions'

const record = (before: object) => ({ outcome: 'done', vitals: { before, after: {} } })

describe('the blood pressure of a record', () => {
  it('is refused the wrong way round, and said so', () => {
    const { error } = serviceRecord.safeParse(record({ systolic: 80, diastolic: 180, pulse: 70 }))
    expect(error?.issues.map(({ message }) => message)).toEqual(['高压要比低压高，看看是不是写反了'])
    expect(serviceRecord.safeParse(record({ systolic: 80, diastolic: 80 })).success).toBe(false)
  })

  it('is taken as it should be, and where one of the two was not measured', () => {
    for (const before of [{ systolic: 180, diastolic: 80 }, { systolic: 60 }, { diastolic: 100 }])
      expect(serviceRecord.safeParse(record(before)).success).toBe(true)
  })
})
