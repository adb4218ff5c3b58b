import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../components/ChoiceList'
import { RemoteView } from '../../../components/RemoteView'
import { FormSheet } from '../../../components/FormSheet'
import { TextArea } from '../../../components/TextField'
import { useDraft } from '../../../hooks/useDraft'
import { useRemote } from '../../../hooks/useRemote'
import type { Tile } from '../../../services/categories'
import { listSubjects, type NeedContent } from '../../../services/needs'

interface AskSheetProps {
  tile: Tile
  /** The elder it is for, when not for oneself: what was begun for one is never sent for another. */
  forPersonId: string | undefined
  onSend: (content: Omit<NeedContent, 'category'>, draftKey: string) => void
  onClose: () => void
}

interface Form {
  text: string
  subject: string
  answers: Record<string, string>
}

/** Whether a tile cannot do with one tap: a question needs words, a complaint its subject, some an answer. */
export const needsAsking = (tile: Tile): boolean =>
  tile.kind === 'consultation' || tile.isComplaint || tile.asks.some((ask) => ask.isRequired)

/** The one thing that must be known before sending; what was begun is still there next time. */
export function AskSheet({ tile, forPersonId = '', onSend, onClose }: AskSheetProps) {
  const draft = useDraft<Form>(`ask:${forPersonId}:${tile.code}`, {
    text: '',
    subject: '',
    answers: {},
  })
  const { value, change, outgoingId, isUnderWay } = draft
  const [problem, setProblem] = useState<string>()
  const isQuestion = tile.kind === 'consultation'
  const asks = tile.asks.filter((ask) => ask.isRequired && ask.kind !== 'text')

  const send = () => {
    const missing = asks.find((ask) => (value.answers[ask.key] ?? '') === '')
    if (isQuestion && value.text.trim() === '') setProblem('请写一写您想问什么，我们才好回答。')
    else if (missing) setProblem(`请选一项：${missing.label}`)
    else
      onSend(
        {
          ...(value.text.trim() === '' ? {} : { text: value.text.trim() }),
          ...(tile.isComplaint ? toSubject(value.subject) : {}),
          answers: value.answers,
        },
        draft.draftKey,
      )
  }
  return (
    <FormSheet
      title={tile.name}
      onClose={onClose}
      submitText={isQuestion ? '问一问' : '送出'}
      icon="send"
      isBusy={isUnderWay}
      problem={problem}
      onSubmit={send}
      outgoingId={outgoingId}
    >
      {tile.isComplaint && (
        <SubjectChoice
          value={value.subject}
          onChange={(subject) => {
            change({ subject })
          }}
        />
      )}
      {asks.map((ask) => (
        <View key={ask.key} className="field">
          <Text className="field-label">{ask.label}</Text>
          <ChoiceList
            label={ask.label}
            options={ask.kind === 'boolean' ? yesOrNo : ask.options}
            value={value.answers[ask.key]}
            onChange={(answer) => {
              change({ answers: { ...value.answers, [ask.key]: answer } })
            }}
          />
        </View>
      ))}
      <TextArea
        label={isQuestion ? '您想问什么' : '想说的话（可以不写）'}
        audience={
          tile.isComplaint
            ? '只有上一级的工作人员能看到，被投诉的一方看不到，也不知道是谁'
            : '只有办事的工作人员能看到'
        }
        value={value.text}
        most={1000}
        onChange={(text) => {
          change({ text })
        }}
      />
    </FormSheet>
  )
}

const yesOrNo = [
  { value: 'true', label: '是' },
  { value: 'false', label: '不是' },
]

function SubjectChoice({ value, onChange }: { value: string; onChange: (subject: string) => void }) {
  const subjects = useRemote('subjects', listSubjects)
  return (
    <View className="field">
      <Text className="field-label">是关于谁的</Text>
      <RemoteView remote={subjects}>
        {({ items }) => (
          <ChoiceList
            label="是关于谁的"
            options={[
              ...items.map(({ kind, id, name }) => ({ value: `${kind}:${id}`, label: name })),
              { value: '', label: '说不清，或是别的人' },
            ]}
            value={value}
            onChange={onChange}
          />
        )}
      </RemoteView>
    </View>
  )
}

/** `unit:<id>` or `user:<id>`, as the choice keeps it. */
function toSubject(value: string): Pick<NeedContent, 'subject'> {
  const [kind, id = ''] = value.split(':')
  return kind === 'unit' || kind === 'user' ? { subject: { kind, id } } : {}
}
