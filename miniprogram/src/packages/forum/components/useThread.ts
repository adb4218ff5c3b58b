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

interface Thread {
  /** With the counts as the server last said, also before what is new has been fetched. */
  post: Remote<PostView>
  comments: Paged<CommentView>
}

const readFigures = ({ counts, changes }: PostView): Figures => ({ ...counts, changes })
const countVisible = (items: readonly CommentView[]): number =>
  items.filter(({ state }) => state === 'visible').length
/** One's own words that are looked at: what becomes of them is in no figure. */
const isPending = ({ state }: CommentView): boolean => state === 'checking' || state === 'inReview'

/**
 * One post with what was said to it, which grows while it is open. Thousands may have it open: a like costs none of them
 * a request, a new comment one small one, and only what changed in what they read makes them read it again.
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
    if (changed.id === id) setTold(changed)
  })
  useWatched('thread', id, () => {
    if (told) keepUp.current?.(told, true)
  })
  useMend(comments, acted)
  useMarkRead(id, post.data?.isFollowing === true, comments)
  const data = post.data && { ...post.data, counts: told ?? post.data.counts }
  return { post: { ...post, data }, comments }
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

/** Only for whoever follows is it kept what they have seen. */
function useMarkRead(id: string, isFollowing: boolean, { items, isLoading }: Paged<CommentView>): void {
  const last = items.at(-1)?.id
  useEffect(() => {
    if (isFollowing && !isLoading) markPostRead(id)
  }, [id, isFollowing, isLoading, last])
}
