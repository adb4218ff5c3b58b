import { fakeApi, refuse } from '../test/fakeApi'
import { refreshUnread, useInbox } from './inbox'

test('after each connection it asks from where it last knew, also after a failure', async () => {
  let answers = 0
  const sent = fakeApi({
    'GET /api/me/changes': () => {
      answers += 1
      if (answers === 2) return refuse(503, 'request.retry', '稍后再试')
      return { cursor: `c${answers}`, isComplete: true, changes: [], unread: answers }
    },
  })
  for (let connection = 0; connection < 4; connection += 1) await refreshUnread()
  expect(sent.map(({ query }) => query.get('since'))).toEqual([null, 'c1', 'c1', 'c3'])
  expect(useInbox.getState().unread).toBe(4)
})
