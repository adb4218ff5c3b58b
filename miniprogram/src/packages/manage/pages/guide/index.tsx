import { formatDate } from '@linli/shared/time'
import type { GuideState } from '@linli/shared/guide/guide'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Tag, type Tone } from '../../../../components/Tag'
import type { IconName } from '../../../../components/icons'
import { useRemote } from '../../../../hooks/useRemote'
import { listGuideEntries, type KeptEntry } from '../../../../services/guideAdmin'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { MasterDetail } from '../../components/MasterDetail'
import { useSelection } from '../../components/useSelection'
import { GuideDetail } from './GuideDetail'
import { GuideForm } from './GuideForm'

const states: Record<GuideState, { text: string; tone: Tone; icon?: IconName }> = {
  outdated: { text: '已过期', tone: 'danger', icon: 'warning' },
  expiring: { text: '快到期', tone: 'warning', icon: 'clock' },
  upcoming: { text: '还没开始', tone: 'info' },
  valid: { text: '有效', tone: 'success', icon: 'check' },
}
const order = Object.keys(states) as GuideState[]

/** The dated 办事指南 of the area; what has run out stands first. */
export default function GuidePage() {
  return (
    <ManagePage title="办事指南" roles={pageRoles.guide}>
      {({ areaCode = '' }) => <Guide area={areaCode} />}
    </ManagePage>
  )
}

function Guide({ area }: { area: string }) {
  const remote = useRemote(`guideEntries:${area}`, () => listGuideEntries(area))
  const { selected, select, clear } = useSelection(remote.data?.items ?? [])
  const [writing, setWriting] = useState<'new' | 'edit'>()
  const [done, setDone] = useState<string>()
  const canEdit = remote.data?.canEdit === true
  const finish = (message: string, id?: string) => {
    setDone(message)
    setWriting(undefined)
    if (id === undefined) clear()
    else select(id)
    remote.reload()
  }
  const begin = (what: 'new' | 'edit' | undefined) => {
    setDone(undefined)
    setWriting(what)
  }
  const detail = () => {
    if (writing === 'new')
      return <GuideForm key="new" area={area} entry={undefined} onDone={finish} onRefused={remote.reload} />
    if (!selected) return undefined
    if (writing === 'edit')
      return (
        <GuideForm key={selected.id} area={area} entry={selected} onDone={finish} onRefused={remote.reload} />
      )
    return (
      <GuideDetail
        key={selected.id}
        entry={selected}
        canEdit={canEdit && selected.isOwn}
        onEdit={() => {
          begin('edit')
        }}
        onDone={finish}
      />
    )
  }
  return (
    <MasterDetail
      done={done}
      hint="选一项，或者新增一项"
      onBack={() => {
        setWriting(undefined)
        clear()
      }}
      list={
        <View className="stack">
          {canEdit && (
            <Button
              text="新增一项"
              icon="plus"
              kind="primary"
              isBlock
              onPress={() => {
                clear()
                begin('new')
              }}
            />
          )}
          <RemoteView remote={remote}>
            {({ items }) => (
              <Entries
                items={items}
                selectedId={selected?.id}
                onSelect={(id) => {
                  begin(undefined)
                  select(id)
                }}
              />
            )}
          </RemoteView>
        </View>
      }
      detail={detail()}
    />
  )
}

interface EntriesProps {
  items: readonly KeptEntry[]
  selectedId: string | undefined
  onSelect: (id: string) => void
}

function Entries({ items, selectedId, onSelect }: EntriesProps) {
  if (items.length === 0)
    return <EmptyState icon="book" title="还没有办事指南" message="写好以后，居民来问，马上就能答。" />
  const sorted = [...items].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  const parts = [
    { title: '本级的', entries: sorted.filter(({ isOwn }) => isOwn) },
    { title: '上级的', entries: sorted.filter(({ isOwn }) => !isOwn) },
  ]
  return (
    <View className="stack">
      {parts
        .filter(({ entries }) => entries.length > 0)
        .map(({ title, entries }) => (
          <Section key={title} title={title}>
            {entries.map((entry) => (
              <Card
                key={entry.id}
                isSelected={entry.id === selectedId}
                onPress={() => {
                  onSelect(entry.id)
                }}
              >
                <View className="row-between">
                  <Text className="text-strong">{entry.title}</Text>
                  <Tag {...states[entry.state]} />
                </View>
                <Text className="text-block text-small text-soft">
                  {entry.areaName} · 用到{formatDate(entry.validUntil)}
                </Text>
              </Card>
            ))}
          </Section>
        ))}
    </View>
  )
}
