import { formatDate } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { SignInCard } from '../../../../components/SignInCard'
import { TextField } from '../../../../components/TextField'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { listGuide, type GuideEntry } from '../../../../services/guide'
import { useSession } from '../../../../stores/session'

export default function GuidePage() {
  const community = useSession((state) => state.me?.community)
  return <AppPage title="办事指南">{community ? <Guide area={community.code} /> : <SignInCard />}</AppPage>
}

/** What is valid today: papers, place, hours, and whether somebody can do it for you. */
function Guide({ area }: { area: string }) {
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [openId, setOpenId] = useState<string>()
  const entries = useRemote(`guide:${area}:${asked}`, () => listGuide(area, asked))
  const search = () => {
    setAsked(typed.trim())
  }
  return (
    <View className="stack">
      <TextField
        label="想办什么事"
        placeholder="比如：老年卡、居住证"
        value={typed}
        onChange={setTyped}
        onConfirm={search}
      />
      <Button text="找一找" icon="search" kind="primary" isBlock onPress={search} />
      <RemoteView remote={entries}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon="book"
              title="没有找到"
              message="换个说法再找，或在首页点“办事咨询”，工作人员来回答。"
            />
          ) : (
            <View className="stack">
              {items.map((entry) => (
                <Entry
                  key={entry.id}
                  entry={entry}
                  isOpen={entry.id === openId}
                  onToggle={() => {
                    setOpenId(entry.id === openId ? undefined : entry.id)
                  }}
                />
              ))}
            </View>
          )
        }
      </RemoteView>
    </View>
  )
}

function Entry({ entry, isOpen, onToggle }: { entry: GuideEntry; isOpen: boolean; onToggle: () => void }) {
  const { phone } = entry
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{entry.title}</Text>
        <Text className="text-block">{entry.answer}</Text>
        {isOpen && (
          <>
            {entry.papers.length > 0 && <Text className="text-block text-strong">要带的材料</Text>}
            {entry.papers.map((paper) => (
              <Text key={paper} className="text-block">
                · {paper}
              </Text>
            ))}
            <Text className="text-block">地点：{entry.place}</Text>
            <Text className="text-block">时间：{entry.hours}</Text>
            <Text className="text-block">
              {entry.agent.isOffered ? '可以请人代办' : '需要本人办理'}
              {entry.agent.note ? `：${entry.agent.note}` : ''}
            </Text>
            {phone !== undefined && (
              <Button text={`打电话问 ${phone}`} icon="phone" onPress={() => void callPhone(phone)} />
            )}
            <Text className="text-block text-small text-soft">
              {entry.areaName}，有效期到{formatDate(entry.validUntil)}
            </Text>
          </>
        )}
        <Button
          text={isOpen ? '收起' : '材料、地点和时间'}
          icon={isOpen ? 'up' : 'down'}
          kind="quiet"
          onPress={onToggle}
        />
      </View>
    </Card>
  )
}
