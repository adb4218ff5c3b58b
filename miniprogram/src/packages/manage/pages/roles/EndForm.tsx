import { postOf } from '@linli/shared/users/posts'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { Deadline } from '../../../../components/Deadline'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { SearchChoice } from '../../../../components/SearchChoice'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import type { ApiError } from '../../../../services/apiError'
import { endMembership, listHeldWork, type HeldMembership, type HeldWork } from '../../../../services/people'

interface EndFormProps {
  item: HeldMembership
  others: readonly HeldMembership[]
  onDone: (message: string) => void
}

/** What the person still holds, where it goes, and why the role ends: one action, or a refusal with the list. */
export function EndForm({ item, others, onDone }: EndFormProps) {
  const work = useRemote(`heldWork:${item.id}`, () => listHeldWork(item.id))
  const { value, change, clear } = useDraft(`endRole:${item.id}`, { moveTo: '', reason: '' })
  const [isAsking, setIsAsking] = useState(false)
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, error } = useAction()
  const hasReason = value.reason.trim() !== ''

  const end = async () => {
    await run(async () => {
      const moveTo = value.moveTo === '' ? undefined : value.moveTo
      const { moved } = await endMembership(item.id, value.reason.trim(), moveTo)
      clear()
      onDone(`${item.userName}的${item.roleName}已结束${moved > 0 ? `，${moved} 件事已转交` : ''}。`)
    })
    setIsAsking(false)
  }
  return (
    <View className="stack">
      <RemoteView remote={work} rows={1}>
        {({ items, stranded }) => <WorkNotice items={items} stranded={stranded} />}
      </RemoteView>
      {error && <Refusal error={error} />}
      <SearchChoice
        label="手上的事转给谁"
        options={postsOf(item, others)}
        otherwise={always}
        value={value.moveTo}
        onChange={(moveTo) => {
          change({ moveTo })
        }}
      />
      <TextArea
        label="为什么结束"
        audience="上级和管理员"
        most={300}
        error={isChecked && !hasReason ? '请写一写原因。' : undefined}
        value={value.reason}
        onChange={(reason) => {
          change({ reason })
        }}
      />
      <Button
        text="结束任职"
        kind="danger"
        isBlock
        onPress={() => {
          setIsChecked(true)
          if (hasReason) setIsAsking(true)
        }}
      />
      <ConfirmSheet
        title={`结束${item.userName}的${item.roleName}`}
        message="结束后他马上看不到这里的工作。要恢复，需要重新安排。"
        confirmText="结束任职"
        isDanger
        isOpen={isAsking}
        isBusy={isBusy}
        onConfirm={() => void end()}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </View>
  )
}

function WorkNotice({ items, stranded }: { items: readonly HeldWork[]; stranded: number }) {
  if (items.length === 0) return <Text className="text-block">手上没有没办完的事，可以直接结束。</Text>
  return (
    <View className="stack-tight">
      <Text className="text-block text-strong">
        手上还有 {items.length} 件没办完
        {stranded > 0 ? `，其中 ${stranded} 件没有别人能接，要先选转给谁` : '，岗位上有别人接着办'}
      </Text>
      <WorkList items={items} />
    </View>
  )
}

function WorkList({ items }: { items: readonly HeldWork[] }) {
  return (
    <View className="list">
      {items.map(({ id, label, dueAt }) => (
        <View key={id} className="list-row">
          <Text className="grow">{label}</Text>
          {dueAt !== undefined && <Deadline at={dueAt} />}
        </View>
      ))}
    </View>
  )
}

/** Why it was refused, with the work that nobody would hold. */
function Refusal({ error }: { error: ApiError }) {
  const items = error.code === 'membership.holds_work' ? readItems(error.details) : []
  return (
    <View className="stack-tight">
      <ErrorNotice message={error.message} />
      {items.length > 0 && <WorkList items={items} />}
    </View>
  )
}

const readItems = (details: unknown): HeldWork[] => (details as { items?: HeldWork[] }).items ?? []

const always = [
  { value: 'triage', label: '转给社区总台', note: '由书记重新分派' },
  { value: '', label: '不转', note: '岗位上还有别人，或者没有未办完的事' },
]

/** The posts that the others hold, each once. */
function postsOf(item: HeldMembership, others: readonly HeldMembership[]) {
  const own = postOf(item)
  const posts = new Map<string, { value: string; label: string }>()
  for (const other of others) {
    const post = postOf(other)
    if (post === undefined || post === own || post.startsWith('triage:')) continue
    const label = `${other.unitName ?? other.areaName ?? ''} ${other.roleName}`
    posts.set(post, { value: post, label })
  }
  return [...posts.values()]
}
