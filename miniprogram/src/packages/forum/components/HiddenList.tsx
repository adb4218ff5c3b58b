import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar } from '../../../components/ActionBar'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { DoneNotice } from '../../../components/DoneNotice'
import { EmptyState } from '../../../components/EmptyState'
import { makeAppealSpec } from '../../../components/forum/reportSpec'
import { PagedList } from '../../../components/PagedList'
import { useNow } from '../../../hooks/useNow'
import { usePaged } from '../../../hooks/usePaged'
import { appealReview, listOwnHidden, type OwnHidden } from '../../../services/reviews'
import { describeMoment } from '../../../services/time'

/** What one wrote and others do not read: why, and the way to the level above, wherever it stood. */
export function HiddenList() {
  const list = usePaged('forum:hidden', listOwnHidden)
  return (
    <PagedList
      list={list}
      label="我写的、没有公开的"
      empty={<EmptyState icon="check" title="没有收起来的内容" message="您写的，别人都看得到。" />}
      renderItem={(piece) => <HiddenCard piece={piece} onDone={list.reload} />}
    />
  )
}

function HiddenCard({ piece, onDone }: { piece: OwnHidden; onDone: () => void }) {
  const { id, kindName, text, at, hiddenBecause, page, canAppeal } = piece
  const now = useNow(60_000)
  const [isDone, setIsDone] = useState(false)
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-small text-soft">
          {kindName} · {describeMoment(at, now)}
        </Text>
        <Text className="text-block" userSelect>
          {text === '' ? '照片或录音' : text}
        </Text>
        <Text className="text-block text-strong">原因：{hiddenBecause}</Text>
        {isDone && <DoneNotice message="申诉已送出，看过后告诉您。" />}
        <ActionBar
          actions={canAppeal ? [makeAppealSpec('appeal')] : []}
          formKey={`hidden:${id}`}
          onAct={async (_, { text: why = '' }, draftKey) => {
            await appealReview(id, why, draftKey).done
            setIsDone(true)
            onDone()
          }}
        />
        <Button
          text="到写它的地方去"
          icon="next"
          kind="quiet"
          onPress={() => void Taro.navigateTo({ url: `/${page}` })}
        />
      </View>
    </Card>
  )
}
