import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { TextField } from '../../../../components/TextField'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import { after } from '../../../../services/cursor'
import { getBallot, listRoll, type BallotView, type RollLine } from '../../../../services/ballots'
import { HandSheet } from '../../components/HandSheet'
import { KeepSheet } from '../../components/KeepSheet'
import { PaperSheet } from '../../components/PaperSheet'
import { ReturnSheet } from '../../components/ReturnSheet'
import { SettleSheet } from '../../components/SettleSheet'

/** Who may vote and who has; the desk finds people here who came to the counter. */
export default function RollPage() {
  const { id = '', only } = useRouter().params
  const ballot = useRemote(`ballot:${id}`, () => getBallot(id))
  return (
    <AppPage title="名册">
      <RemoteView remote={ballot}>
        {(data) => <Roll ballot={data} first={parts.find(({ value }) => value === only)?.value ?? 'all'} />}
      </RemoteView>
    </AppPage>
  )
}

type Part = 'all' | 'missing' | 'contested' | 'returning'
interface Asked {
  line: RollLine
  what: 'settle' | 'hand' | 'return' | 'keep' | 'type'
}

const parts: { value: Part; text: string }[] = [
  { value: 'all', text: '全部' },
  { value: 'missing', text: '还没投' },
  { value: 'contested', text: '有不同意见' },
  { value: 'returning', text: '等确认收回' },
]

/** Papers are handed only where votes are secret, and objected to where several share one. */
const partsOf = ({ isSecret, electorate }: BallotView) =>
  parts.filter(({ value }) => {
    if (value === 'returning') return isSecret
    return value !== 'contested' || electorate !== 'adults'
  })

function Roll({ ballot, first }: { ballot: BallotView; first: Part }) {
  const [part, setPart] = useState<Part>(first)
  const [words, setWords] = useState('')
  const [q, setQ] = useState('')
  const [asked, setAsked] = useState<Asked>()
  const [done, setDone] = useState<string>()
  const list = usePaged(`roll:${ballot.id}:${part}:${q}`, async (cursor) => {
    const page = await listRoll(ballot.id, {
      ...(q === '' ? {} : { q }),
      ...(part === 'all' || q !== '' ? {} : { only: part }),
      ...after(cursor),
    })
    return { ...page, items: page.items.map((line) => ({ ...line, id: line.voterKey })) }
  })
  const finish = (message: string) => {
    setAsked(undefined)
    setDone(message)
    list.reload()
  }
  const close = () => {
    setAsked(undefined)
  }
  const search = () => {
    setQ(words.trim())
  }
  return (
    <View className="stack">
      <TextField
        label="找人"
        hint="写全名或房号，比如 302。"
        value={words}
        most={40}
        onChange={setWords}
        onConfirm={search}
      />
      <Button text={q !== '' && words.trim() === '' ? '看全部' : '找'} icon="search" onPress={search} />
      {q === '' && <FilterBar label="看哪些" options={partsOf(ballot)} value={part} onChange={setPart} />}
      {done !== undefined && <DoneNotice message={done} />}
      <PagedList
        list={list}
        label="名册"
        empty={<EmptyState icon="people" title="这里没有人" message="换一个写法，或者看看全部。" />}
        renderItem={(line) => <LineCard ballot={ballot} line={line} onAsk={setAsked} />}
      />
      {asked?.what === 'settle' && (
        <SettleSheet
          ballotId={ballot.id}
          line={asked.line}
          onDone={() => {
            finish('已定下来，这一户会收到消息。')
          }}
          onClose={close}
        />
      )}
      {asked?.what === 'type' && (
        <PaperSheet
          ballot={ballot}
          paperKey={{ voterKey: asked.line.voterKey }}
          label={asked.line.label}
          home={asked.line}
          onDone={finish}
          onClose={close}
        />
      )}
      {asked?.what === 'return' && (
        <ReturnSheet ballotId={ballot.id} line={asked.line} onDone={finish} onClose={close} />
      )}
      {asked?.what === 'keep' && (
        <KeepSheet ballotId={ballot.id} line={asked.line} onDone={finish} onClose={close} />
      )}
      {asked?.what === 'hand' && (
        <HandSheet ballot={ballot} line={asked.line} onDone={finish} onClose={close} />
      )}
    </View>
  )
}

function LineCard({
  ballot,
  line,
  onAsk,
}: {
  ballot: BallotView
  line: RollLine
  onAsk: (asked: Asked) => void
}) {
  const { label, members, voter, hasVoted, isByPaper, isStruck, contest, choiceText, returning } = line
  const isFree = !hasVoted && !isStruck
  const can = (action: BallotView['actions'][number]) => isFree && ballot.actions.includes(action)
  const isPaperOut = ballot.isSecret && hasVoted && isByPaper && ballot.actions.includes('takeBackPaper')
  const votedText = isByPaper ? '纸质票' : '已投'
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong grow">{label}</Text>
          {isStruck && <Tag text="已从名册去掉" />}
          {hasVoted && <Tag text={votedText} tone="success" icon="check" />}
        </View>
        {members.length > 1 && (
          <Text className="text-block">
            {voter
              ? `由 ${voter.name} 来投`
              : `还没有登记由谁投：${members.map(({ name }) => name).join('、')}`}
          </Text>
        )}
        {contest && (
          <Text className="text-block">
            {contest.by}不同意：{contest.text}
          </Text>
        )}
        {returning && (
          <Text className="text-block">
            {returning.isMine ? '您' : returning.by}要收回：{returning.text}
            {returning.isMine ? '　等另一位同事确认。' : ''}
          </Text>
        )}
        {choiceText !== undefined && <Text className="text-block">选的是：{choiceText}</Text>}
        <View className="row-wrap">
          {line.canSettle && can('settle') && (
            <Button
              text={contest ? '听过双方，定下来' : '登记由谁投'}
              kind={contest ? 'primary' : 'secondary'}
              onPress={() => {
                onAsk({ line, what: 'settle' })
              }}
            />
          )}
          {ballot.isSecret && can('handPaper') && (
            <Button
              text="领纸质票"
              icon="paper"
              onPress={() => {
                onAsk({ line, what: 'hand' })
              }}
            />
          )}
          {isPaperOut && returning?.isMine === true && (
            <Button
              text="不收回了"
              onPress={() => {
                onAsk({ line, what: 'keep' })
              }}
            />
          )}
          {isPaperOut && returning?.isMine !== true && (
            <Button
              text={returning ? '核对，确认收回' : '领错了，收回纸质票'}
              kind={returning ? 'primary' : 'secondary'}
              icon="undo"
              onPress={() => {
                onAsk({ line, what: 'return' })
              }}
            />
          )}
          {!ballot.isSecret && can('typePaper') && (
            <Button
              text="录纸质票"
              icon="edit"
              onPress={() => {
                onAsk({ line, what: 'type' })
              }}
            />
          )}
        </View>
      </View>
    </Card>
  )
}
