import type { ServerEventData } from '@linli/shared/events'
import { useEffect, useRef, useState } from 'react'
import { useLive } from '../../../hooks/useLive'
import { usePaged, type Paged } from '../../../hooks/usePaged'
import { useRemote, type Remote } from '../../../hooks/useRemote'
import { useWatched } from '../../../hooks/useWatched'
import { getPost, listComments, markPostRead, type CommentView, type PostView } from '../../../services/forum'

/** By what a reader knows what is new; as in `thread.changed`. */
interface Figures {
  comments: number
  likes: number
  changes: number
}

/** What an event brings besides the figures. */
type News = ServerEventData<'thread.changed'>

interface Thread {
  /** With the counts as the server last said, also before what is new has been fetched. */
  post: Remote<PostView>
  comments: Paged<CommentView>
}

const readFigures = ({ counts, changes }: PostView): Figures => ({ ...counts, changes })
const countVisible = (items: readonly CommentView[]): number =>
  items.filter(({ state }) => state === 'visible').length
/** One's own words that are looked at: what becomes of them is in no figure. */
const isPending = ({ state }: Pick<CommentView, 'state'>): boolean =>
  state === 'checking' || state === 'inReview'

/**
 * One post with what was said to it, which grows while it is open. Thousands may have it open: a like and a comment cost
 * none of them a request, for the event brings the words; what it cannot bring (photos, more than a few) is one small
 * request, and only what changed in what they read makes them read it again.
 */
export function useThread(id: string): Thread {
  const [told, setTold] = useState<Figures>()
  const [acted, setActed] = useState<Figures>()
  const keepUp = useRef<(next: Figures, isTold: boolean) => void>(undefined)
  const post = useRemote(`post:${id}`, async () => {
    const fetched = await getPost(id)
    setTold(readFigures(fetched))
    keepUp.current?.(readFigures(fetched), false)
    return fetched
  })
  const comments = usePaged(`comments:${id}`, (cursor) => listComments(id, cursor), { isLed: true })
  useEffect(() => {
    keepUp.current = (next, isTold) => {
      if (isTold && !acted) return // the post is on its way, with the figures
      setActed(next)
      if (!acted) return
      const isChanged = next.changes !== acted.changes
      if (isChanged && isTold) post.reload()
      if (isChanged || comments.items.some(isPending)) comments.reload()
      else if (next.comments !== acted.comments) comments.grow()
    }
  })

  useLive('thread.changed', (changed) => {
    if (changed.id !== id) return
    setTold(changed)
    const isThere = acted !== undefined && post.data !== undefined && !comments.isLoading
    if (!isThere) return
    const taken = takeNews(comments, changed, acted, post.data?.onComments ?? [])
    if (!taken) return
    comments.adjust(taken.change)
    setActed({ ...acted, comments: taken.comments })
  })
  useWatched('thread', id, () => {
    if (told) keepUp.current?.(told, true)
  })
  useVerdict(post)
  useMend(comments, acted)
  useMarkRead(id, post.data?.isFollowing === true, comments)
  const data = post.data && { ...post.data, counts: told ?? post.data.counts }
  return { post: { ...post, data }, comments }
}

const verdictMs = 4000

/**
 * One's own post while it is checked is asked for again every few seconds: the verdict may have come between the fetch
 * and the moment from which this phone hears of it, and then nothing would tell.
 */
function useVerdict({ data, reload }: Remote<PostView>): void {
  const isAwaited = data?.state === 'checking'
  useEffect(() => {
    if (!isAwaited) return undefined
    const timer = setInterval(reload, verdictMs)
    return () => {
      clearInterval(timer)
    }
  }, [isAwaited, reload])
}

const goneText = '这条留言没有公开'

const hide = (row: CommentView): CommentView => ({
  ...{ id: row.id, version: row.version, at: row.at, isOfficial: false, state: 'hidden', text: goneText },
  ...{ media: [], likes: 0, isLiked: false, actions: [] },
})

const toRow = (said: News['said'][number], actions: PostView['onComments']): CommentView => ({
  ...{ ...said, state: 'visible', media: [], likes: 0, isLiked: false, actions },
})

/**
 * The rows as an event leaves them: what is gone is covered, one's own words that passed stand as read by all, and what is
 * new is put at the end when the end is shown and nothing before it is missing.
 * @returns with how many comments that then agrees; undefined when there is nothing to do at once.
 */
function takeNews(
  { items, hasMore }: Paged<CommentView>,
  { said, gone, comments: total }: News,
  acted: Figures,
  actions: PostView['onComments'],
): { change: (rows: CommentView[]) => CommentView[]; comments: number } | undefined {
  const known = new Map(items.map((row) => [row.id, row]))
  const covered = items
    .filter((row) => row.state === 'visible' && row.author?.isMine !== true && gone.includes(row.id))
    .map(({ id }) => id)
  const passed = new Map(
    said.filter(({ id }) => isPending(known.get(id) ?? { state: 'deleted' })).map((row) => [row.id, row]),
  )
  const last = items.at(-1)?.id ?? ''
  const fresh = said.filter(({ id }) => !known.has(id))
  const before = acted.comments - covered.length + passed.size
  const isNext = !hasMore && before + fresh.length === total && fresh.every(({ id }) => id > last)
  const added = isNext ? fresh.map((row) => toRow(row, actions)) : []
  if (covered.length + passed.size + added.length === 0) return undefined
  const cover = (row: CommentView): CommentView => {
    const own = passed.get(row.id)
    if (own) return { ...row, version: own.version, state: 'visible', stateText: undefined }
    return covered.includes(row.id) ? hide(row) : row
  }
  return {
    change: (rows) => {
      const shown = new Set(rows.map(({ id }) => id))
      return [...rows.map(cover), ...added.filter(({ id }) => !shown.has(id))]
    },
    comments: before + added.length,
  }
}

/**
 * What passed its check late has its place before the last row, where growing does not find it: when the end is shown
 * and the number is another than the server's, all is fetched, once.
 */
function useMend(comments: Paged<CommentView>, acted: Figures | undefined): void {
  const mended = useRef<Figures>(undefined)
  const { items, isLoading, isReloading, isLoadingMore, hasMore, error, reload } = comments
  const isSettled = !isLoading && !isReloading && !isLoadingMore && !hasMore && error === undefined
  const isWrong = isSettled && acted !== undefined && countVisible(items) !== acted.comments
  useEffect(() => {
    if (!isWrong || mended.current === acted) return
    mended.current = acted
    reload()
  }, [isWrong, acted, reload])
}

const longestReadMs = 20_000

/** Only for whoever follows is it kept what they have seen: at once, and of what grows a while later or on leaving. */
function useMarkRead(id: string, isFollowing: boolean, { items, isLoading }: Paged<CommentView>): void {
  const last = items.at(-1)?.id
  const isFirst = useRef(true)
  const isDue = useRef(false)
  useEffect(() => {
    if (!isFollowing || isLoading) return undefined
    // Of thousands who follow and see it grow, not all say so in the same moment.
    const wait = isFirst.current ? 0 : Math.random() * longestReadMs
    isFirst.current = false
    isDue.current = true
    const timer = setTimeout(() => {
      isDue.current = false
      markPostRead(id)
    }, wait)
    return () => {
      clearTimeout(timer)
    }
  }, [id, isFollowing, isLoading, last])
  useEffect(
    () => () => {
      if (isDue.current) markPostRead(id)
    },
    [id],
  )
}
