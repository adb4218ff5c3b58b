import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { TextField } from '../../../../components/TextField'
import { useNow } from '../../../../hooks/useNow'
import { usePaged } from '../../../../hooks/usePaged'
import { listAuditEntries, type AuditEntry } from '../../../../services/operations'
import { describeMoment } from '../../../../services/time'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'

/** The log of the back office: who did what to which record, newest first; nothing can change it. */
export default function AuditPage() {
  return (
    <ManagePage title="操作记录" roles={pageRoles.audit}>
      {() => <Audit />}
    </ManagePage>
  )
}

function Audit() {
  const [typed, setTyped] = useState('')
  const [subjectId, setSubjectId] = useState('')
  const list = usePaged(`audit:${subjectId}`, (cursor) => listAuditEntries(subjectId, cursor))
  const find = () => {
    setSubjectId(typed.trim())
  }
  return (
    <View className="stack">
      <TextField
        label="只看一条记录的（可以不填）"
        hint="填那条记录的编号。"
        most={80}
        value={typed}
        onChange={setTyped}
        onConfirm={find}
      />
      <Button text="查找" icon="search" onPress={find} />
      <PagedList
        list={list}
        label="操作记录"
        empty={<EmptyState icon="paper" title="没有操作记录" />}
        renderItem={(entry) => (
          <AuditCard
            entry={entry}
            onFollow={() => {
              setTyped(entry.subjectId)
              setSubjectId(entry.subjectId)
            }}
          />
        )}
      />
    </View>
  )
}

function AuditCard({ entry, onFollow }: { entry: AuditEntry; onFollow: () => void }) {
  const now = useNow()
  const { actorName, action, subjectKind, subjectId, at, details } = entry
  const words = Object.entries(details).filter(([, value]) => value !== null)
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong">{actorName}</Text>
          <Text className="text-small text-soft">{describeMoment(at, now)}</Text>
        </View>
        <Text className="text-block">
          {action} · {subjectKind} {subjectId}
        </Text>
        {words.length > 0 && (
          <Text className="text-block text-small text-soft">
            {words.map(([name, value]) => `${name}: ${String(value)}`).join('，')}
          </Text>
        )}
        <Button text="这条记录的全部操作" kind="quiet" onPress={onFollow} />
      </View>
    </Card>
  )
}
