import { weighReport } from './moderation'

describe('the weight of a report', () => {
  it.each([
    [0, 0, 1],
    [2, 0, 1],
    [0, 2, 1],
    [3, 0, 2],
    [0, 3, 0.5],
    [2, 2, 1],
    [3, 1, 1.5],
    [1, 3, 0.75],
  ])('of somebody who was right %d and wrong %d times is %d', (upheld, rejected, weight) => {
    expect(weighReport({ upheld, rejected })).toBe(weight)
  })
})
