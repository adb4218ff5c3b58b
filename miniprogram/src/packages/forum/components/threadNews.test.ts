import { takeNews, type News } from './threadNews'
import type { CommentView } from '../../../services/forum'

it.each([
  [false, ['reply', 'edit', 'delete'], ['reply', 'like', 'report']],
  [true, ['delete'], ['like', 'report']],
])(
  'where the thread is stopped (%s) a row that an event brings offers nothing to say, nor to report what is settled',
  (isLocked, own, others) => {
    const at = '2026-11-20T03:00:00.000Z'
    const said = (id: string, version: number) => ({
      id,
      version,
      at,
      text: '改好的',
      media: [],
      isOfficial: false,
    })
    const mine: CommentView = {
      ...{ ...said('b', 1), author: { name: '我', kind: 'resident', isMine: true } },
      ...{ state: 'checking', likes: 0, isLiked: false, actions: [] },
    }
    const news: News = {
      ...{ id: 'a', comments: 3, likes: 0, changes: 1, postChanges: 0, since: 0 },
      ...{ isReadable: true, gone: [] },
      said: [said('b', 2), said('c', 1), { ...said('d', 1), isSettled: true }],
    }
    const thread = { isLocked, onComments: ['reply' as const, 'like' as const, 'report' as const] }
    const shown = { items: [mine], hasMore: false } as unknown as Parameters<typeof takeNews>[0]
    const rows = takeNews(shown, news, news, thread).change([mine])
    expect(rows.map(({ actions }) => actions)).toEqual([
      own,
      others,
      others.filter((action) => action !== 'report'),
    ])
  },
)
