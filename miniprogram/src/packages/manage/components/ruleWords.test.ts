import type { Definition } from '../../../services/rules'
import { describeConditions } from './ruleWords'

const water = {
  code: 'water',
  name: '用水',
  asks: [
    { key: 'what', label: '怎么了', kind: 'choice', options: [{ value: 'leak', label: '漏水' }] },
    { key: 'isHot', label: '是热水吗', kind: 'boolean', options: [] },
  ],
} as unknown as Definition
const none = { categories: [], places: [], estate: 'any' as const, answers: [] }

describe('when a rule fits, in words', () => {
  it('is always, without conditions', () => {
    expect(describeConditions(none, [water])).toBe('所有类别')
  })

  it('names categories, hours and the answers it waits for', () => {
    const answers = [
      { key: 'what', values: ['leak', 'gone'] },
      { key: 'isHot', values: ['true'] },
      { key: 'removed', values: ['x'] },
    ]
    const time = { days: 'daily' as const, from: '17:00', to: '09:00' }
    expect(describeConditions({ ...none, categories: ['water'], time, answers }, [water])).toBe(
      '用水 · 每天 17:00–09:00 · 怎么了：漏水、已经没有的答案 · 是热水吗：是 · 一道已经没有的题',
    )
  })
})
