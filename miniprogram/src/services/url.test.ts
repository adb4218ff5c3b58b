import { fillPath, writeQuery } from './url'

describe('fillPath', () => {
  it('puts each parameter in its place, encoded', () => {
    expect(fillPath('/api/needs/:id/posts/:post', { id: 'a/b', post: 'unit:1' })).toBe(
      '/api/needs/a%2Fb/posts/unit%3A1',
    )
  })

  it('refuses a parameter that is missing rather than asking for 「undefined」', () => {
    expect(() => fillPath('/api/needs/:id', {})).toThrow(TypeError)
  })
})

describe('writeQuery', () => {
  it('leaves out what is absent, keeps false and 0, repeats lists and encodes Chinese', () => {
    const query = {
      cursor: undefined,
      isOpen: false,
      limit: 0,
      text: '楼道 灯',
      state: ['assigned', 'accepted'],
    }
    expect(writeQuery(query)).toBe(
      'isOpen=false&limit=0&text=%E6%A5%BC%E9%81%93%20%E7%81%AF&state=assigned&state=accepted',
    )
  })
})
