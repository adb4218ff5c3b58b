import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { EmptyState } from '../../../components/EmptyState'
import { chooseForumCommunity } from '../../../components/forum/useForumCommunity'
import { RemoteView } from '../../../components/RemoteView'
import { SearchChoice } from '../../../components/SearchChoice'
import { useRemote } from '../../../hooks/useRemote'
import { listForums } from '../../../services/forum'

/** Which community somebody of a street's unit looks at; opened by itself as long as none is chosen. */
export function ForumChoice({ userId, community }: { userId: string; community: string | undefined }) {
  const [isOpen, setIsOpen] = useState(false)
  if (community !== undefined && !isOpen)
    return (
      <View className="row">
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
    <Choice
      userId={userId}
      community={community}
      onChosen={() => {
        setIsOpen(false)
      }}
    />
  )
}

interface ChoiceProps {
  userId: string
  community: string | undefined
  onChosen: () => void
}

function Choice({ userId, community, onChosen }: ChoiceProps) {
  const forums = useRemote(`forums:${userId}`, listForums)
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
            label="看哪个社区的邻里圈"
            options={items.map(({ code, name }) => ({ value: code, label: name }))}
            value={community ?? ''}
            onChange={(code) => {
              chooseForumCommunity(userId, code)
              onChosen()
            }}
          />
        )
      }
    </RemoteView>
  )
}
