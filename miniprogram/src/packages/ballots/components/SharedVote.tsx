import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ChoiceList } from '../../../components/ChoiceList'
import { DoneNotice } from '../../../components/DoneNotice'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { FormSheet } from '../../../components/FormSheet'
import { TextArea } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { contestVoter, nameVoter, type OwnVote } from '../../../services/ballots'

interface SharedVoteProps {
  ballotId: string
  vote: OwnVote
  onChanged: () => void
}

const nameOf = ({ name, isMe }: OwnVote['members'][number]): string => (isMe ? `${name}（我）` : name)

/** A vote that several people share: who casts it, saying so, and objecting. */
export function SharedVote({ ballotId, vote, onChanged }: SharedVoteProps) {
  const [isContesting, setIsContesting] = useState(false)
  const { label, members, voter, canName, canContest } = vote
  return (
    <View className="stack">
      <Text className="text-block text-strong">{label} 合投一票</Text>
      <Text className="text-block">
        {voter ? `登记由 ${nameOf(voter)} 来投。` : `还没有登记由谁来投：${members.map(nameOf).join('、')}。`}
      </Text>
      {canName && <NameForm ballotId={ballotId} vote={vote} onChanged={onChanged} />}
      {canContest && (
        <Button
          text="我有不同意见"
          icon="question"
          onPress={() => {
            setIsContesting(true)
          }}
        />
      )}
      {isContesting && (
        <ContestSheet
          ballotId={ballotId}
          voterKey={vote.voterKey}
          onDone={() => {
            setIsContesting(false)
            onChanged()
          }}
          onClose={() => {
            setIsContesting(false)
          }}
        />
      )}
    </View>
  )
}

function NameForm({ ballotId, vote, onChanged }: SharedVoteProps) {
  const { members, voter, voterKey } = vote
  const [personId, setPersonId] = useState(voter?.personId)
  const [isSaved, setIsSaved] = useState(false)
  const { run, isBusy, problem } = useAction()
  const save = async () => {
    if (personId === undefined) return
    if (!(await run(() => nameVoter(ballotId, voterKey, personId)))) return
    setIsSaved(true)
    onChanged()
  }
  return (
    <View className="stack">
      <ChoiceList
        label="由谁来投"
        options={members.map((member) => ({ value: member.personId, label: nameOf(member) }))}
        value={personId}
        onChange={(chosen) => {
          setPersonId(chosen)
          setIsSaved(false)
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {isSaved && <DoneNotice message="已登记，家里其他人会收到消息。" />}
      <Button
        text="登记由他来投"
        icon="check"
        isBlock
        isBusy={isBusy}
        isDisabled={personId === undefined || personId === voter?.personId}
        onPress={() => void save()}
      />
    </View>
  )
}

interface ContestSheetProps {
  ballotId: string
  voterKey: string
  onDone: () => void
  onClose: () => void
}

function ContestSheet({ ballotId, voterKey, onDone, onClose }: ContestSheetProps) {
  const { value, change, clear } = useDraft(`contest:${ballotId}:${voterKey}`, { text: '' })
  const { run, isBusy, problem } = useAction()
  const send = async () => {
    if (!(await run(() => contestVoter(ballotId, voterKey, value.text.trim())))) return
    clear()
    onDone()
  }
  return (
    <FormSheet
      problem={problem}
      title="我有不同意见"
      onClose={onClose}
      submitText="告诉社区书记"
      isBusy={isBusy}
      isDisabled={value.text.trim() === ''}
      onSubmit={() => void send()}
    >
      <Text className="text-block">
        书记会联系双方，听过以后定下由谁来投。定下来之前，您家这一票先不能投。
      </Text>
      <TextArea
        label="您的意见"
        audience="只有社区的工作人员能看到"
        value={value.text}
        most={500}
        onChange={(text) => {
          change({ text })
        }}
      />
    </FormSheet>
  )
}
