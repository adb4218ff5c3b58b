import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { ConfirmSheet } from '../../../components/ConfirmSheet'
import { DoneNotice } from '../../../components/DoneNotice'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { makeId } from '../../../platform/id'
import { castVote, type BallotView, type OwnVote } from '../../../services/ballots'
import { ChoicePicker, describeChoice } from './ChoicePicker'
import { SharedVote } from './SharedVote'

interface VotePanelProps {
  ballot: BallotView
  vote: OwnVote
  onChanged: () => void
}

/** One vote of the reader's: who casts it, the paper, and what came of it. */
export function VotePanel({ ballot, vote, onChanged }: VotePanelProps) {
  const [isChanging, setIsChanging] = useState(false)
  const isPaperShown = vote.canVote && (!vote.hasVoted || isChanging)
  return (
    <Card>
      <View className="stack">
        {vote.members.length > 1 && <SharedVote ballotId={ballot.id} vote={vote} onChanged={onChanged} />}
        {vote.note !== undefined && <Text className="text-block">{vote.note}</Text>}
        {!vote.hasVoted && ballot.result && <Text className="text-block">这一次您没有投。</Text>}
        {ballot.state === 'announced' && vote.members.length === 1 && (
          <Text className="text-block">您在名册里，到时间会发消息请您来投。</Text>
        )}
        {vote.hasVoted && <Voted ballot={ballot} vote={vote} />}
        {isPaperShown && (
          <PaperForm
            // Other words are another paper: what was ticked on the old one is not carried over.
            key={ballot.version}
            ballot={ballot}
            vote={vote}
            onDone={() => {
              setIsChanging(false)
              onChanged()
            }}
          />
        )}
        {vote.hasVoted && vote.canVote && !isChanging && (
          <Button
            text="改一改我的票"
            icon="edit"
            onPress={() => {
              setIsChanging(true)
            }}
          />
        )}
      </View>
    </Card>
  )
}

/** Asks once more before the vote goes: a secret one cannot be taken back. */
function PaperForm({ ballot, vote, onDone }: { ballot: BallotView; vote: OwnVote; onDone: () => void }) {
  const [choices, setChoices] = useState<string[]>(vote.choices ?? [])
  const [requestKey, setRequestKey] = useState(makeId)
  const [isAsking, setIsAsking] = useState(false)
  const { run, isBusy, problem } = useAction()
  const send = async () => {
    const isDone = await run(() => castVote(ballot, vote.voterKey, choices, requestKey))
    setIsAsking(false)
    if (isDone) onDone()
  }
  const end = ballot.isSecret ? '投出后不能改，也没有人能查到您选了什么。' : '截止前还可以改。'
  return (
    <View className="stack">
      <ChoicePicker
        ballot={ballot}
        value={choices}
        onChange={(chosen) => {
          setChoices(chosen)
          // Another choice is another press.
          setRequestKey(makeId())
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="投票"
        icon="check"
        kind="primary"
        isBlock
        isBusy={isBusy}
        isDisabled={choices.length === 0}
        onPress={() => {
          setIsAsking(true)
        }}
      />
      <ConfirmSheet
        title="这样投，对吗？"
        message={`您选的是：${describeChoice(ballot, choices)}。${end}`}
        confirmText="就这样投"
        cancelText="再想想"
        isOpen={isAsking}
        isBusy={isBusy}
        onConfirm={() => void send()}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </View>
  )
}

function Voted({ ballot, vote }: { ballot: BallotView; vote: OwnVote }) {
  const { receipt, choices, isByPaper } = vote
  const noReceipt = ballot.isSecret ? '不记名的纸质票不对应到人，所以没有回执。' : ''
  const done = isByPaper ? `这一票用纸质票投，不用再在手机上投。${noReceipt}` : '已经投好了，谢谢您。'
  return (
    <View className="stack">
      <DoneNotice message={done} />
      {choices && <Text className="text-block text-strong">您选的是：{describeChoice(ballot, choices)}</Text>}
      {receipt !== undefined && (
        <View className="stack-tight">
          <Text className="text-block text-soft">
            回执（截止后可以用它核对您的票有没有计入，它不会说出您选了什么）：
          </Text>
          <Text className="text-block figures" userSelect>
            {receipt}
          </Text>
          <Button
            text="复制回执"
            icon="copy"
            kind="quiet"
            onPress={() => void Taro.setClipboardData({ data: receipt })}
          />
        </View>
      )}
    </View>
  )
}
