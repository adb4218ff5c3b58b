import { estimateTravelMinutes, makeTravelMatrix } from './travel'

const point = { longitude: 121.49, latitude: 31.4 }
/** So many metres to the north. */
const north = (metres: number) => ({ ...point, latitude: point.latitude + metres / 111_195 })
const areas = { district: '310113', street: '310113007', community: '310113007001' }

describe('the way from door to door', () => {
  it.each([
    ['the same house', { building: 'B1', ...areas }, { building: 'B1', ...areas }, 3],
    ['one community', areas, areas, 12],
    ['nothing in common', areas, { district: '310115' }, 35],
    ['one door only', { ...areas, point }, areas, 12],
    ['two doors in one house', { point }, { point }, 3],
    ['700 m', { point }, { point: north(700) }, 10],
    ['3 km', { ...areas, point }, { ...areas, point: north(3000) }, 33],
  ])('%s', (_, from, to, minutes) => {
    expect(Math.round(estimateTravelMinutes(from, to))).toBe(minutes)
    expect(estimateTravelMinutes(to, from)).toBeCloseTo(estimateTravelMinutes(from, to), 6)
  })

  it('is nothing from a place to itself', () => {
    expect([...makeTravelMatrix([areas, areas])]).toEqual([0, 12, 12, 0])
  })
})
