import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { EmptyState } from '../../../components/EmptyState'
import { NeedCard } from '../../../components/needs/NeedCard'
import { PagedList } from '../../../components/PagedList'
import { useLive } from '../../../hooks/useLive'
import { usePaged } from '../../../hooks/usePaged'
import { focusWithin } from '../../../platform/focus'
import { useShortcuts } from '../../../platform/keyboard'
import { useIsWide } from '../../../platform/viewport'
import { after } from '../../../services/cursor'
import type { NeedSummary } from '../../../services/needs'
import { listQueue } from '../../../services/queue'
import type { WorkList } from '../workLists'
import type { Filter } from './QueueFilter'
import { ShortcutHelp } from './ShortcutHelp'

interface QueueListProps {
  list: WorkList
  filter: Filter
  /** Known of every list of the role, here and behind other pages: nothing waits anywhere. */
  isAllDone: boolean
  openedId: string | undefined
  onOpen: (id: string) => void
}

/** One list, what is due first at the top; renewed when something in it moves. */
export function QueueList({ list, filter, isAllDone, openedId, onOpen }: QueueListProps) {
  const { state, category, isOverdue } = filter
  const isFiltered = state !== undefined || category !== undefined || isOverdue === true
  const paged = usePaged(`queue:${list.key}:${JSON.stringify(filter)}`, (cursor) =>
    listQueue({
      post: list.post,
      scope: list.scope,
      ...(state === undefined ? {} : { state }),
      ...(category === undefined ? {} : { category }),
      ...(isOverdue === undefined ? {} : { isOverdue: 'true' }),
      ...after(cursor),
    }),
  )
  useLive('queue.changed', ({ post }) => {
    if (post === list.post) paged.reload()
  })
  return (
    <View className="stack">
      <QueueKeys items={paged.items} />
      <PagedList
        list={paged}
        label={list.text}
        empty={
          isFiltered ? (
            <EmptyState title="没有这样的" message="换个条件，或点“看全部”。" />
          ) : isAllDone ? (
            <EmptyState icon="check" title="都办完了" message={list.empty} />
          ) : (
            <EmptyState title={`“${list.text}”里没有诉求`} message="别的事在“等您办的”和其他几栏里。" />
          )
        }
        renderItem={(need) => (
          <View id={elementIdOf(need.id)}>
            <NeedCard
              hasDeadline
              need={need}
              isSelected={need.id === openedId}
              onPress={() => {
                onOpen(need.id)
              }}
            />
          </View>
        )}
      />
    </View>
  )
}

const elementIdOf = (id: string) => `queue-${id}`

/** From the keyboard, where there is one: the focus moves through the list, and Enter opens what has it. */
function QueueKeys({ items }: { items: readonly NeedSummary[] }) {
  const isWide = useIsWide()
  const [atId, setAtId] = useState<string>()
  const [isHelpOpen, setIsHelpOpen] = useState(false)
  const move = (step: 1 | -1) => {
    const at = items.findIndex(({ id }) => id === atId)
    const next = items[Math.min(items.length - 1, Math.max(0, at + step))]
    if (!isWide || !next) return
    setAtId(next.id)
    focusWithin(elementIdOf(next.id))
  }
  const down = () => {
    move(1)
  }
  const up = () => {
    move(-1)
  }
  const openHelp = () => {
    setIsHelpOpen(true)
  }
  useShortcuts({
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    '?': openHelp,
  })
  if (!isWide) return null
  return (
    <View>
      <Button text="快捷键" kind="quiet" icon="question" onPress={openHelp} />
      <ShortcutHelp
        isOpen={isHelpOpen}
        onClose={() => {
          setIsHelpOpen(false)
        }}
      />
    </View>
  )
}
