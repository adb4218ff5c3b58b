import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { useRemote } from '../../hooks/useRemote'
import { listForums } from '../../services/forum'
import { readUserId } from '../../stores/session'
import { Button } from '../Button'
import { EmptyState } from '../EmptyState'
import { RemoteView } from '../RemoteView'
import { SearchChoice } from '../SearchChoice'
import { chooseForumCommunity, useForumCommunity, useHasManyForums } from './useForumCommunity'

/**
 * Which community somebody looks at who lives in one and serves another, or works for a whole street; open by itself
 * as long as none is chosen. Nothing for everybody else.
 * @param otherwise for whoever belongs to none.
 */
export function ForumChoice({ otherwise = null }: { otherwise?: ReactNode }) {
  const community = useForumCommunity()
  if (useHasManyForums()) return <Choice userId={readUserId()} community={community} />
  return community === undefined ? otherwise : null
}

function Choice({ userId, community }: { userId: string; community: string | undefined }) {
  const forums = useRemote(`forums:${userId}`, listForums)
  const [isOpen, setIsOpen] = useState(false)
  const shown = forums.data?.items.find(({ code }) => code === community)
  if (community !== undefined && !isOpen)
    return (
      <View className="row-between">
        <Text className="grow text-strong">{shown?.name ?? ''}</Text>
        <Button
          text="看别的社区"
          icon="swap"
          kind="quiet"
          onPress={() => {
            setIsOpen(true)
          }}
        />
      </View>
    )
  return (
    <RemoteView remote={forums} rows={2}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            icon="people"
            title="没有您能进的邻里圈"
            message="您的单位属于哪个社区或街道，请问问街道的人。"
          />
        ) : (
          <SearchChoice
            label="看哪个社区"
            options={items.map(({ code, name }) => ({ value: code, label: name }))}
            value={community ?? ''}
            onChange={(code) => {
              chooseForumCommunity(userId, code)
              setIsOpen(false)
            }}
          />
        )
      }
    </RemoteView>
  )
}
