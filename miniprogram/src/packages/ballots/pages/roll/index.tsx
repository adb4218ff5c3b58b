import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { FormSheet } from '../../../../components/FormSheet'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { usePaged } from '../../../../hooks/usePaged'
import { useRemote } from '../../../../hooks/useRemote'
import { after } from '../../../../services/cursor'
import {
  getBallot,
  handPaper,
  listRoll,
  takeBackPaper,
  type BallotView,
  type RollLine,
} from '../../../../services/ballots'
import { PaperSheet } from '../../components/PaperSheet'
import { SettleSheet } from '../../components/SettleSheet'

/** Who may vote and who has; the desk finds people here who came to the counter. */
export default function RollPage() {
  const { id = '', only } = useRouter().params
  const ballot = useRemote(`ballot:${id}`, () => getBallot(id))
  return (
    <AppPage title="名册">
      <RemoteView remote={ballot}>
        {(data) => <Roll ballot={data} first={only === 'contested' ? 'contested' : 'all'} />}
      </RemoteView>
    </AppPage>
  )
}

type Part = 'all' | 'missing' | 'contested'
interface Asked {
  line: RollLine
  what: 'settle' | 'hand' | 'return' | 'type'
}

const parts: { value: Part; text: string }[] = [
  { value: 'all', text: '全部' },
  { value: 'missing', text: '还没投' },
  { value: 'contested', text: '有不同意见' },
]

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
      {q === '' && <FilterBar label="看哪些" options={parts} value={part} onChange={setPart} />}
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
          onDone={finish}
          onClose={close}
        />
      )}
      {asked?.what === 'return' && (
        <ReturnSheet ballotId={ballot.id} line={asked.line} onDone={finish} onClose={close} />
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
  const { label, members, voter, hasVoted, isByPaper, isStruck, contest, choiceText } = line
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
        {choiceText !== undefined && <Text className="text-block">选的是：{choiceText}</Text>}
        <View className="row-wrap">
          {members.length > 1 && can('settle') && (
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
          {isPaperOut && (
            <Button
              text="领错了，收回纸质票"
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

interface HandSheetProps {
  ballot: BallotView
  line: RollLine
  onDone: (message: string) => void
  onClose: () => void
}

function HandSheet({ ballot, line, onDone, onClose }: HandSheetProps) {
  const { run, isBusy, problem } = useAction()
  const hand = async () => {
    if (await run(() => handPaper(ballot.id, line.voterKey))) onDone(`${line.label} 领了一张纸质票。`)
  }
  return (
    <View>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <ConfirmSheet
        title="领一张纸质票？"
        message={`${line.label} 领了以后，不能再在手机上投。登记错了，书记或街道可以收回。票面号码不用登记，谁也对不上是谁的票。`}
        confirmText="领票"
        isOpen
        isBusy={isBusy}
        onConfirm={() => void hand()}
        onClose={onClose}
      />
    </View>
  )
}

interface ReturnSheetProps {
  ballotId: string
  line: RollLine
  onDone: (message: string) => void
  onClose: () => void
}

/** The wrong person was written down: the paper comes back, and she may vote again. */
function ReturnSheet({ ballotId, line: { label, voterKey }, onDone, onClose }: ReturnSheetProps) {
  const { value, change, clear } = useDraft(`return:${ballotId}:${voterKey}`, { reason: '' })
  const { run, isBusy, problem } = useAction()
  const reason = value.reason.trim()
  const save = async () => {
    if (!(await run(() => takeBackPaper(ballotId, voterKey, reason)))) return
    clear()
    onDone(`${label} 的纸质票收回了，又可以投了。`)
  }
  return (
    <FormSheet
      title={`收回纸质票：${label}`}
      explain="请先拿到那张没有投的票。收回以后，这一户又可以投，会收到消息。"
      submitText="收回"
      isBusy={isBusy}
      isDisabled={Array.from(reason).length < 4}
      problem={problem}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <TextArea
        label="为什么收回"
        audience="只有社区和街道留存，不给别人看"
        value={value.reason}
        most={500}
        isRequired
        onChange={(text) => {
          change({ reason: text })
        }}
      />
    </FormSheet>
  )
}
