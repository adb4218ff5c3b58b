import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import { PagedList } from '../../../../components/PagedList'
import {
  endCouncillor,
  getDeliberationHome,
  listCouncillors,
  listOpinions,
  type Councillor,
  type Opinion,
} from '../../../../services/deliberation'
import { describeMoment } from '../../../../services/time'
import { CouncillorSheet } from '../../components/CouncillorSheet'
import { ForwardCard } from '../../components/ForwardCard'
import { MemberPage } from '../../components/MemberPage'

/** Who speaks for which homes, how much they brought forward; naming them, and bringing forward. */
export default function CouncillorsPage() {
  return <MemberPage title="议事员">{(community) => <Councillors community={community} />}</MemberPage>
}

function Councillors({ community }: { community: string }) {
  const home = useRemote(`deliberation:${community}`, () => getDeliberationHome(community))
  const list = useRemote(`councillors:${community}`, async () => (await listCouncillors(community)).items)
  const [edited, setEdited] = useState<Councillor | 'new'>()
  const isSecretary = home.data?.desk === 'secretary'
  const own = list.data?.find(({ isMine }) => isMine)
  return (
    <View className="stack-loose">
      <Text className="text-block text-soft">
        议事员各联系一些家庭，把大家的意见转给社区。谁家说了什么，只有书记和议事员自己看得到。
      </Text>
      {isSecretary && (
        <Button
          text="定一位议事员"
          icon="plus"
          kind="primary"
          onPress={() => {
            setEdited('new')
          }}
        />
      )}
      {own?.homes && <ForwardCard community={community} homes={own.homes} onDone={list.reload} />}
      <RemoteView remote={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="people" title="还没有议事员" message="书记定了以后，会在这里。" />
          ) : (
            <View className="stack">
              {items.map((councillor) => (
                <CouncillorCard
                  key={councillor.id}
                  councillor={councillor}
                  canEdit={isSecretary}
                  onEdit={() => {
                    setEdited(councillor)
                  }}
                  onEnded={list.reload}
                />
              ))}
            </View>
          )
        }
      </RemoteView>
      {(isSecretary || own) && <Opinions community={community} />}
      {edited && (
        <CouncillorSheet
          community={community}
          councillor={edited === 'new' ? undefined : edited}
          onDone={() => {
            setEdited(undefined)
            list.reload()
          }}
          onClose={() => {
            setEdited(undefined)
          }}
        />
      )}
    </View>
  )
}

interface CouncillorCardProps {
  councillor: Councillor
  canEdit: boolean
  onEdit: () => void
  onEnded: () => void
}

function CouncillorCard({ councillor, canEdit, onEdit, onEnded }: CouncillorCardProps) {
  const { id, name, households, forwarded, homes, isMine } = councillor
  const [isAsking, setIsAsking] = useState(false)
  const { run, isBusy } = useAction()
  const end = () =>
    run(async () => {
      await endCouncillor(id)
      setIsAsking(false)
      onEnded()
    })
  return (
    <Card>
      <View className="stack-tight">
        <Text className="text-block text-strong">{isMine ? `${name}（您）` : name}</Text>
        <Text className="text-block">
          联系 {households} 户，转来意见 {forwarded} 条
        </Text>
        {homes && (
          <Text className="text-block text-small text-soft">
            {homes.map(({ label }) => label).join('、')}
          </Text>
        )}
        {canEdit && (
          <View className="action-bar">
            <Button text="改联系的家庭" icon="edit" kind="quiet" onPress={onEdit} />
            <Button
              text="不再做议事员"
              kind="quiet"
              onPress={() => {
                setIsAsking(true)
              }}
            />
          </View>
        )}
        <ConfirmSheet
          title="不再做议事员"
          message="转来过的意见都留着；以后可以再请他来做。"
          confirmText="不再做"
          isOpen={isAsking}
          isBusy={isBusy}
          onConfirm={() => void end()}
          onClose={() => {
            setIsAsking(false)
          }}
        />
      </View>
    </Card>
  )
}

function Opinions({ community }: { community: string }) {
  const list = usePaged(`opinions:${community}`, (cursor) => listOpinions(community, cursor))
  return (
    <Section title="转来的意见">
      <PagedList
        list={list}
        label="转来的意见"
        empty={<EmptyState icon="message" title="还没有转来的意见" />}
        renderItem={(opinion) => <OpinionCard opinion={opinion} />}
      />
    </Section>
  )
}

function OpinionCard({ opinion: { text, at, councillorName, homeLabel, motion } }: { opinion: Opinion }) {
  const now = useNow(60_000)
  return (
    <Card kind="flat">
      <View className="stack-tight">
        <Text className="text-block" userSelect>
          {text}
        </Text>
        {motion && <Text className="text-block text-soft">关于议题：{motion.title}</Text>}
        <Text className="text-block text-small text-soft">
          {homeLabel} · {councillorName}转来 · {describeMoment(at, now)}
        </Text>
      </View>
    </Card>
  )
}
