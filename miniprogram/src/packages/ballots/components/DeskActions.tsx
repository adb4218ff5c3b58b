import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { Button } from '../../../components/Button'
import { DoneNotice } from '../../../components/DoneNotice'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { openPage } from '../../../platform/files'
import {
  fetchBallotPrint,
  moveBallot,
  removeBallot,
  voidBallot,
  type BallotView,
} from '../../../services/ballots'
import { openBallotPage } from './pages'
import { stayUntilDone } from '../../../platform/stay'

type Action = BallotView['actions'][number]

const specs: Partial<Record<Action, ActionSpec<Action>>> = {
  announce: {
    action: 'announce',
    text: '公布',
    icon: 'flag',
    ask: {
      explain: '公布后居民都能看到，到时间自动开始投票。合投一票的家庭会收到消息，先登记由谁来投。',
      submitText: '公布这次表决',
    },
  },
  edit: { action: 'edit', text: '修改', icon: 'edit', kind: 'secondary' },
  typePaper: { action: 'typePaper', text: '纸质票', icon: 'paper', kind: 'secondary' },
  takeBack: {
    action: 'takeBack',
    text: '收回，不公布了',
    icon: 'undo',
    kind: 'quiet',
    ask: { explain: '收回后变成草稿，登记过由谁投的要重新登记。', submitText: '收回' },
  },
  remove: {
    action: 'remove',
    text: '删除草稿',
    icon: 'trash',
    kind: 'quiet',
    ask: { explain: '草稿删除后找不回来。', submitText: '删除', isDanger: true },
  },
  void: {
    action: 'void',
    text: '作废',
    icon: 'warning',
    kind: 'quiet',
    ask: {
      explain: '作废后投过的票都不算数，不能恢复。每个人都会收到消息，看到原因。',
      text: { label: '原因', audience: '所有看得到这次表决的人', isRequired: true, most: 500 },
      submitText: '作废这次表决',
      isDanger: true,
    },
  },
}

const rollActions: readonly Action[] = ['settle', 'handPaper', 'typePaper']

/** What the desk and the street may do with it now. */
export function DeskActions({ ballot, onDone }: { ballot: BallotView; onDone: () => void }) {
  const [done, setDone] = useState<string>()
  const { id, actions } = ballot
  const act = async (action: Action, answer: ActionAnswer) => {
    setDone(await doAction(ballot, action, answer))
    if (action !== 'remove') onDone()
  }
  const shown = actions.flatMap((action) => specs[action] ?? [])
  const canReadRoll = actions.some((action) => rollActions.includes(action) || action === 'void')
  if (shown.length === 0 && !canReadRoll) return null
  return (
    <View className="stack">
      {done !== undefined && <DoneNotice message={done} />}
      {ballot.gaps.map((text) => (
        <Text key={text} className="text-block text-soft">
          {text}
        </Text>
      ))}
      <ActionBar actions={shown} formKey={`ballot:${id}`} onAct={act} />
      {canReadRoll && ballot.size && (
        <Button
          text="名册：谁投了、谁还没投"
          icon="people"
          isBlock
          onPress={() => {
            openBallotPage('roll', { id })
          }}
        />
      )}
    </View>
  )
}

/** @returns what is said when it is done. */
async function doAction(
  ballot: BallotView,
  action: Action,
  { text = '' }: ActionAnswer,
): Promise<string | undefined> {
  const { goBack } = stayUntilDone()
  switch (action) {
    case 'announce':
    case 'takeBack':
      await moveBallot(ballot, action)
      return action === 'announce' ? '已公布，到时间自动开始投票。' : '已收回，现在是草稿。'
    case 'void':
      await voidBallot(ballot, text)
      return '已作废，大家都会收到消息。'
    case 'remove':
      await removeBallot(ballot.id)
      await goBack('/pages/workbench/index')
      return undefined
    case 'edit':
      openBallotPage('edit', { id: ballot.id })
      return undefined
    case 'typePaper':
      openBallotPage('papers', { id: ballot.id })
      return undefined
    default:
      return undefined
  }
}

/** The announcement or the result, to hang up; the mini program itself cannot print. */
export function PrintButton({ id }: { id: string }) {
  const { run, isBusy, problem } = useAction()
  if (!openPage) return null
  const print = async () => {
    openPage?.(await fetchBallotPrint(id))
  }
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button text="打印（A4 大字）" icon="paper" isBusy={isBusy} onPress={() => void run(print)} />
    </View>
  )
}
