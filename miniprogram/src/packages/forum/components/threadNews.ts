import type { ServerEventData } from '@linli/shared/events'
import type { Paged } from '../../../hooks/usePaged'
import type { CommentView, PostView } from '../../../services/forum'

/** What an event brings. */
export type News = ServerEventData<'thread.changed'>
/** By what a reader knows what is new; as in `thread.changed`. */
export type Figures = Pick<News, 'comments' | 'likes' | 'changes' | 'postChanges'>

const isOwn = ({ author }: Pick<CommentView, 'author'>): boolean => author?.isMine === true

/** The words as an event brought them, until it is fetched; what is absent there is gone. */
export function withNews(post: PostView, words: News['post'] | 'gone', told: Figures | undefined): PostView {
  const counts = told ?? post.counts
  if (words === undefined || words === 'gone') return { ...post, counts }
  const { price, place, editedAt, motion, need, isSettled } = words
  return {
    ...post,
    ...words,
    counts,
    price,
    place,
    editedAt,
    motion,
    isSettled,
    need: need && { ...post.need, ...need },
  }
}

const goneText = '这条留言没有公开'

const hide = (row: CommentView): CommentView => ({
  ...{ id: row.id, version: row.version, at: row.at, isOfficial: false, state: 'hidden', text: goneText },
  ...{ media: [], likes: 0, isLiked: false, actions: [] },
})

/** What the level above let pass after an appeal is reported no more. */
const toRow = (said: News['said'][number], actions: PostView['onComments']): CommentView => ({
  ...{ ...said, state: 'visible', likes: 0, isLiked: false },
  actions: actions.filter((action) => action !== 'report' || !said.isSettled),
})

type Thread = Pick<PostView, 'onComments' | 'isLocked'>

/** In a thread that was stopped nobody answers; deleting is always open. */
function listActions({ onComments, isLocked }: Thread, isMine: boolean): CommentView['actions'] {
  const others = onComments.filter((each) => each !== 'reply' || !isLocked)
  if (!isMine) return others
  return [...others.filter((each) => each === 'reply'), ...(isLocked ? [] : ['edit' as const]), 'delete']
}

/** A row that was changed, given back or has passed: one's own may be changed and deleted as before. */
function renew(row: CommentView, said: News['said'][number], thread: Thread): CommentView {
  if (row.state === 'visible' && row.version >= said.version) return row
  const { likes, isLiked, author = said.author } = row
  return { ...toRow(said, listActions(thread, isOwn(row))), likes, isLiked, author }
}

/** One's own words that are looked at: what becomes of them is in no figure. */
export const isPending = ({ state }: Pick<CommentView, 'state'>): boolean =>
  state === 'checking' || state === 'inReview'
export const countVisible = (items: readonly CommentView[]): number =>
  items.filter(({ state }) => state === 'visible').length
const byId = (a: CommentView, b: CommentView): number => (a.id < b.id ? -1 : 1)

/**
 * The rows as an event leaves them: what is gone is covered, what was changed or has passed stands as all read it, and
 * what is new is put in its place when nothing before it is missing.
 * @returns with which figures that then agrees: where they are not those of the event, the rest has to be fetched.
 */
export function takeNews(
  { items, hasMore }: Paged<CommentView>,
  { said, gone, since, comments: total, changes }: News,
  acted: Figures,
  thread: Thread,
): { change: (rows: CommentView[]) => CommentView[]; figures: Pick<Figures, 'comments' | 'changes'> } {
  const saidById = new Map(said.map((each) => [each.id, each]))
  const last = items.at(-1)?.id ?? ''
  const mend = (row: CommentView): CommentView => {
    const own = saidById.get(row.id)
    if (own) return renew(row, own, thread)
    return row.state === 'visible' && !isOwn(row) && gone.includes(row.id) ? hide(row) : row
  }
  const put = (rows: CommentView[], isAdded: (id: string) => boolean): CommentView[] => {
    const shown = new Set(rows.map(({ id }) => id))
    const added = said
      .filter(({ id }) => !shown.has(id) && isAdded(id))
      .map((each) => toRow(each, listActions(thread, false)))
    return [...rows.map(mend), ...added].sort(byId)
  }
  const isWhole = !hasMore && countVisible(put(items, () => true)) === total
  // Behind the last row only what follows it at once; before it what passed its check late.
  const isAdded = (id: string): boolean => isWhole || id < last
  const change = (rows: CommentView[]): CommentView[] => put(rows, isAdded)
  // Only oneself is told why one's own words were taken away.
  const isAsked = items.some((row) => row.state === 'visible' && isOwn(row) && gone.includes(row.id))
  return {
    change,
    figures: {
      comments: hasMore ? total : countVisible(change(items)),
      changes: acted.changes >= since && !isAsked ? changes : acted.changes,
    },
  }
}
