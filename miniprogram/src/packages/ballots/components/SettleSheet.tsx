import { Text } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../components/ChoiceList'
import { FormSheet } from '../../../components/FormSheet'
import { TextArea } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { settleVoter, type RollLine } from '../../../services/ballots'

interface SettleSheetProps {
  ballotId: string
  line: RollLine
  onDone: () => void
  onClose: () => void
}

/** Who casts a shared vote, once both sides were heard. */
export function SettleSheet({ ballotId, line, onDone, onClose }: SettleSheetProps) {
  const { voterKey, label, members, voter, contest } = line
  const [personId, setPersonId] = useState(voter?.personId)
  const { value, change, clear } = useDraft(`settle:${ballotId}:${voterKey}`, { text: '' })
  const { run, isBusy, problem } = useAction()
  const save = async () => {
    if (personId === undefined) return
    const text = value.text.trim()
    if (!(await run(() => settleVoter(ballotId, { voterKey, personId, text })))) return
    clear()
    onDone()
  }
  return (
    <FormSheet
      problem={problem}
      title={`由谁来投：${label}`}
      onClose={onClose}
      submitText="定下来"
      isBusy={isBusy}
      isDisabled={personId === undefined || Array.from(value.text.trim()).length < 4}
      onSubmit={() => void save()}
    >
      {contest && (
        <Text className="text-block">
          {contest.by}不同意：{contest.text}
        </Text>
      )}
      <ChoiceList
        label="由谁来投"
        options={members.map((member) => ({ value: member.personId, label: member.name }))}
        value={personId}
        onChange={setPersonId}
      />
      <TextArea
        label={contest ? '听了双方怎么说，为什么这样定' : '谁来说的，怎么商量的'}
        audience="只有社区和街道留存，不给别人看"
        value={value.text}
        most={500}
        isRequired
        onChange={(text) => {
          change({ text })
        }}
      />
    </FormSheet>
  )
}
