import { secretary } from '../../test/fakeApi'
import { listsOf } from './workLists'

const administrator = { ...secretary, role: 'administrator', areaCode: '310113' } as const

describe('the lists of a role', () => {
  it('give an administrator what nobody else of the district may see, and the calls that follow from it', () => {
    expect(
      listsOf(administrator, 'u1').map(({ post, scope, isOnlyWhenFilled }) => [
        post,
        scope,
        isOnlyWhenFilled,
      ]),
    ).toEqual([
      ['admin:310113', 'held', false],
      ['admin:310113', 'callbacks', true],
    ])
  })

  it('give a community desk all of its lists', () => {
    const scopes = listsOf(secretary, 'u1').map(({ scope }) => scope)
    expect(scopes).toEqual(['held', 'desk', 'escalated', 'supervised', 'callbacks'])
  })
})
