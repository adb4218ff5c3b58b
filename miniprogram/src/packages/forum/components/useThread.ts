import { useEffect, useRef, useState } from 'react'
import { useEvery } from '../../../hooks/useEvery'
import { useLive } from '../../../hooks/useLive'
import { usePaged, type Paged } from '../../../hooks/usePaged'
import { useRemote, type Remote } from '../../../hooks/useRemote'
import { useWatched } from '../../../hooks/useWatched'
import { watchRecord } from '../../../services/socket'
import { getPost, listComments, markPostRead, type CommentView, type PostView } from '../../../services/forum'
import { countVisible, isPending, takeNews, withNews, type Figures, type News } from './threadNews'

interface Thread {
  /** With the counts as the server last said, also before what is new has been fetched. */
  post: Remote<PostView>
  comments: Paged<CommentView>
  /** It was taken away, or is checked anew, while it was open. */
  isGone: boolean
}

const readFigures = ({ counts, changes, postChanges }: PostView): Figures => ({
  ...{ ...counts, changes, postChanges },
})

/**
 * One post with what was said to it, which grows while it is open. Thousands may have it open: likes, comments and what
 * is changed in them cost none of them a request, for the event brings it; what it cannot bring (more than a few) is one
 * small request, and only what they may do with a post that changed is fetched, each at their turn.
 */
export function useThread(id: string): Thread {
  const [told, setTold] = useState<Figures>()
  const [acted, setActed] = useState<Figures>()
  const [words, setWords] = useState<News['post'] | 'gone'>()
  const keepUp = useRef<(next: Figures, isTold: boolean) => void>(undefined)
  const post = useRemote(`post:${id}`, async () => {
    const fetched = await getPost(id)
    setTold(readFigures(fetched))
    setWords(undefined)
    keepUp.current?.(readFigures(fetched), false)
    return fetched
  })
  const comments = usePaged(`comments:${id}`, (cursor) => listComments(id, cursor), { isLed: true })
  useEffect(() => {
    keepUp.current = (next, isTold) => {
      if (isTold && !acted) return // the post is on its way, with the figures
      setActed(next)
      if (!acted) return
      if (next.postChanges !== acted.postChanges && isTold) post.reload()
      if (next.changes !== acted.changes || comments.items.some(isPending)) comments.reload()
      else if (next.comments !== acted.comments) comments.grow()
    }
  })

  useLive('thread.changed', (changed) => {
    if (changed.id !== id) return
    setTold(changed)
    if (acted === undefined || post.data === undefined || comments.isLoading) return
    const isMine = post.data.author.isMine
    const isPostNew = changed.postChanges !== acted.postChanges
    if (isPostNew && isMine) post.reload()
    else if (isPostNew) setWords((before) => (changed.isReadable ? (changed.post ?? before) : 'gone'))
    // What is gone is not to be fetched; what its author fetches is on its way.
    const { postChanges } = isMine || !changed.isReadable ? changed : acted
    const taken = takeNews(comments, changed, acted, withNews(post.data, changed.post ?? words, changed))
    comments.adjust(taken.change)
    setActed({ ...acted, ...taken.figures, postChanges })
  })
  useWatched('thread', id, () => {
    if (told) keepUp.current?.(told, true)
  })
  useNames(id, post.data)
  useVerdict(post)
  useMend(comments, acted)
  useMarkRead(id, post.data?.isFollowing === true, comments)
  const data = post.data && withNews(post.data, words, told)
  return { post: { ...post, data }, comments, isGone: words === 'gone' }
}

/** Below a notice only the community's own read who speaks: they hear it apart from those who joined. */
function useNames(id: string, post: PostView | undefined): void {
  const isNotice = post?.board === 'notices'
  useEffect(() => (isNotice ? watchRecord('threadNames', id) : undefined), [id, isNotice])
}

const verdictMs = 4000

/**
 * One's own post while it is checked is asked for again every few seconds: the verdict may have come between the fetch
 * and the moment from which this phone hears of it, and then nothing would tell.
 */
function useVerdict({ data, reload }: Remote<PostView>): void {
  const isAwaited = data?.state === 'checking'
  useEvery(verdictMs, reload, isAwaited)
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
