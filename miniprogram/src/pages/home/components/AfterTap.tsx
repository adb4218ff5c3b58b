import { formatDate } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { OutgoingNotice } from '../../../components/OutgoingNotice'
import { TellMeButton } from '../../../components/TellMeButton'
import { SupplementSheet } from '../../../components/needs/SupplementSheet'
import { useRemote } from '../../../hooks/useRemote'
import { listNearby, type NeedView } from '../../../services/needs'
import type { Raised } from '../useRaise'

interface AfterTapProps {
  raised: Raised
  onJoinInstead: (needId: string) => void
}

/** Beside the undo: words and pictures may follow, and a neighbour may have said the same already. */
export function AfterTap({ raised, onJoinInstead }: AfterTapProps) {
  const { need, tile, outgoingId } = raised
  const [isWriting, setIsWriting] = useState(false)
  // The tile that was tapped may be far below.
  useEffect(() => void Taro.pageScrollTo({ scrollTop: 0, duration: 200 }), [outgoingId])
  return (
    <Card kind="accent">
      <View className="stack">
        <Text className="text-block text-large text-strong">
          {need ? `已收到：${tile.name}` : `正在送出：${tile.name}`}
        </Text>
        {!need && <OutgoingNotice id={outgoingId} />}
        <Text className="text-block">{tile.promise}</Text>
        {need && (
          <View className="row-wrap">
            <Button
              text="说几句、拍张照"
              icon="mic"
              onPress={() => {
                setIsWriting(true)
              }}
            />
            <TellMeButton moment="needSubmitted" text="有进展时告诉我" />
            <Button
              text="看进度"
              icon="list"
              kind="quiet"
              onPress={() =>
                void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${need.id}` })
              }
            />
          </View>
        )}
        {need && tile.isPublicPlace && <Nearby need={need} onJoinInstead={onJoinInstead} />}
      </View>
      {need && isWriting && (
        <SupplementSheet
          need={need}
          onClose={() => {
            setIsWriting(false)
          }}
        />
      )}
    </Card>
  )
}

function Nearby({ need, onJoinInstead }: { need: NeedView; onJoinInstead: (needId: string) => void }) {
  const nearby = useRemote(`nearby:${need.id}`, () => listNearby(need.category.code, need.id))
  const items = nearby.data?.items.filter((item) => !item.isSupported) ?? []
  if (items.length === 0) return null
  return (
    <View className="stack">
      <Text className="text-block text-strong">附近有人提过，是同一件吗？</Text>
      {items.slice(0, 3).map((item) => (
        <View key={item.id} className="row-between">
          <Text className="grow">
            {item.placeText}，{formatDate(item.day)}提的
          </Text>
          <Button
            text="是，我也遇到了"
            onPress={() => {
              onJoinInstead(item.id)
            }}
          />
        </View>
      ))}
    </View>
  )
}
