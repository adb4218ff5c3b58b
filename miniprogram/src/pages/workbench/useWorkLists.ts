import { useState } from 'react'
import { useLive } from '../../hooks/useLive'
import { useRemote } from '../../hooks/useRemote'
import { countQueue } from '../../services/queue'
import type { Membership } from '../../services/session'
import { listsOf, type WorkList } from './workLists'

interface Shown {
  list: WorkList
  option: { value: string; text: string; count?: number | undefined }
}

interface WorkLists {
  /** Undefined for a role that takes no work. */
  current: WorkList | undefined
  options: Shown['option'][]
  choose: (key: string) => void
  /** Every list of what this role has to see to was counted, and none has anything. */
  isNothingLeft: boolean
}

/** The lists of a role with how much is in each, kept up to date. */
export function useWorkLists(membership: Membership, userId: string): WorkLists {
  const lists = listsOf(membership, userId)
  const posts = [...new Set(lists.map(({ post }) => post))]
  const [key, setKey] = useState<string>()
  const counts = useRemote(`counts:${posts.join()}`, () => loadCounts(posts))
  useLive('queue.changed', ({ post }) => {
    if (posts.includes(post)) counts.reload()
  })
  const shown = lists
    .map((list) => toShown(list, counts.data?.get(list.post)))
    .filter(({ list, option }) => !list.isOnlyWhenFilled || list.key === key || option.count !== 0)
  return {
    current: shown.find(({ list }) => list.key === key)?.list ?? shown[0]?.list,
    options: shown.map(({ option }) => option),
    choose: setKey,
    isNothingLeft: lists.every(
      // What the desks below hold is theirs to do.
      ({ post, scope }) => scope === 'desk' || counts.data?.get(post)?.counts[scope] === 0,
    ),
  }
}

type Counts = Awaited<ReturnType<typeof countQueue>>

async function loadCounts(posts: readonly string[]): Promise<Map<string, Counts>> {
  return new Map(await Promise.all(posts.map(async (post) => [post, await countQueue(post)] as const)))
}

/** Counting stops somewhere: beyond it the number is not known. */
function toShown(list: WorkList, answer: Counts | undefined): Shown {
  if (!answer)
    return {
      list,
      option: { value: list.key, text: list.text, ...(list.isOnlyWhenFilled ? { count: 0 } : {}) },
    }
  const count = answer.counts[list.scope]
  if (count > answer.atMost)
    return { list, option: { value: list.key, text: `${list.text} ${answer.atMost}+` } }
  return { list, option: { value: list.key, text: list.text, count } }
}
