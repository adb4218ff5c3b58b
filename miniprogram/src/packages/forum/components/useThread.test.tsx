import { renderHook, waitFor } from '@testing-library/react'
import { fakeApi, signInAs } from '../../../test/fakeApi'
import { useThread } from './useThread'

const watchRecord = jest.fn<() => void, [string, string]>(() => () => undefined)
jest.mock('../../../services/socket', () => ({
  ...jest.requireActual<object>('../../../services/socket'),
  watchRecord: (kind: string, id: string) => watchRecord(kind, id),
}))

const id = 'b'.repeat(24)

it.each([
  ['neighbours', ['thread']],
  ['notices', ['thread', 'threadNames']],
])('hears of a thread on the board %s, with who speaks where that is told apart', async (board, kinds) => {
  watchRecord.mockClear()
  signInAs({})
  const counts = { comments: 0, likes: 0 }
  const author = { name: '临江新村', kind: 'desk', isMine: false }
  fakeApi({
    [`GET /api/forum/posts/${id}`]: () => ({ id, board, counts, author, changes: 0, postChanges: 0 }),
    [`GET /api/forum/posts/${id}/comments`]: () => ({ items: [] }),
  })
  const { result } = renderHook(() => useThread(id))
  await waitFor(() => {
    expect(result.current.post.data?.board).toBe(board)
  })
  expect(watchRecord.mock.calls).toEqual(kinds.map((kind) => [kind, id]))
})
