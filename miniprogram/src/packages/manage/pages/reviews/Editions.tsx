import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { MediaStrip } from '../../../../components/MediaStrip'
import { RemoteView } from '../../../../components/RemoteView'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { listCommentEditions, listPostEditions } from '../../../../services/forum'
import { describeMoment } from '../../../../services/time'

const readers = { forumPost: listPostEditions, forumComment: listCommentEditions }

interface EditionsProps {
  kind: keyof typeof readers
  id: string
}

export const hasEditions = (kind: string): kind is EditionsProps['kind'] => kind in readers

/** What a post or comment said before each change; only the desk reads it. */
export function Editions({ kind, id }: EditionsProps) {
  const [isOpen, setIsOpen] = useState(false)
  if (isOpen) return <EditionList kind={kind} id={id} />
  return (
    <Button
      text="看每次修改的原文"
      icon="clock"
      kind="quiet"
      onPress={() => {
        setIsOpen(true)
      }}
    />
  )
}

function EditionList({ kind, id: subjectId }: EditionsProps) {
  const now = useNow(60_000)
  const editions = useRemote(`editions:${subjectId}`, () => readers[kind](subjectId))
  return (
    <RemoteView remote={editions}>
      {({ items }) => (
        <View className="stack">
          {items.map(({ id, text, media, at }) => (
            <Card key={id} kind="flat">
              <View className="stack-tight">
                <Text className="text-block text-small text-soft">{describeMoment(at, now)}</Text>
                <Text className="text-block">{text}</Text>
                <MediaStrip media={media} />
              </View>
            </Card>
          ))}
        </View>
      )}
    </RemoteView>
  )
}
