import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getBallot,
  listPapers,
  type BallotView,
  type Paper,
  type PaperKey,
} from '../../../../services/ballots'
import { AbsentSheet } from '../../components/AbsentSheet'
import { openBallotPage } from '../../components/pages'
import { PaperSheet } from '../../components/PaperSheet'
import { WithdrawSheet } from '../../components/WithdrawSheet'

/** Paper votes: typed by one, typed again by another, counted when both are the same. */
export default function PapersPage() {
  const { id = '' } = useRouter().params
  const ballot = useRemote(`ballot:${id}`, () => getBallot(id))
  return (
    <AppPage title="纸质票">
      <RemoteView remote={ballot}>{(data) => <Papers ballot={data} />}</RemoteView>
    </AppPage>
  )
}

interface Typed {
  key: PaperKey | undefined
  label: string
  home?: Paper
}

function Papers({ ballot }: { ballot: BallotView }) {
  const { id, isSecret } = ballot
  const papers = useRemote(`papers:${id}`, () => listPapers(id))
  const [typed, setTyped] = useState<Typed>()
  const [wrong, setWrong] = useState<Paper>()
  const [left, setLeft] = useState<Paper>()
  const [done, setDone] = useState<string>()
  const openRoll = () => {
    openBallotPage('roll', { id })
  }
  return (
    <View className="stack-loose">
      <Text className="text-block">
        {isSecret
          ? '不记名的票：先在名册里登记谁领了票，让他自己从打乱的票里抽一张。收回的票混在一起，再按票面号码录。两遍一样就计票，之后系统里不留这个号码选了什么；没有录第二遍的不计，截止后也不留。请在截止前录完。'
          : '记名的票：在名册里找到投票人，把票录进去。请在截止前录完。'}
      </Text>
      <View className="action-bar">
        {isSecret && (
          <Button
            text="录一张票"
            icon="edit"
            kind="primary"
            onPress={() => {
              setTyped({ key: undefined, label: '新的一张' })
            }}
          />
        )}
        <Button text={isSecret ? '到名册登记领票' : '到名册找投票人'} icon="people" onPress={openRoll} />
      </View>
      {done !== undefined && <DoneNotice message={done} />}
      <RemoteView remote={papers}>
        {({ items, handed, counted }) => (
          <View className="stack">
            <Text className="text-block text-strong">
              {isSecret ? `领出 ${handed} 张，` : ''}已计票 {counted} 张，还有 {items.length} 张等着再录一遍。
            </Text>
            {items.length === 0 && <EmptyState icon="paper" title="没有等着再录的票" />}
            {items.map((paper) => (
              <PaperCard
                key={paper.id}
                paper={paper}
                onType={(key) => {
                  setTyped({ key, label: paper.label, home: paper })
                }}
                onWithdraw={() => {
                  setWrong(paper)
                }}
                onTakeOff={() => {
                  setLeft(paper)
                }}
              />
            ))}
          </View>
        )}
      </RemoteView>
      {wrong && (
        <WithdrawSheet
          ballotId={id}
          paper={wrong}
          onDone={(message) => {
            setWrong(undefined)
            setDone(message)
            papers.reload()
          }}
          onClose={() => {
            setWrong(undefined)
          }}
        />
      )}
      {left && (
        <AbsentSheet
          ballotId={id}
          paper={left}
          onDone={(message) => {
            setLeft(undefined)
            setDone(message)
            papers.reload()
          }}
          onClose={() => {
            setLeft(undefined)
          }}
        />
      )}
      {typed && (
        <PaperSheet
          ballot={ballot}
          paperKey={typed.key}
          label={typed.label}
          home={typed.home}
          onDone={(message) => {
            setTyped(undefined)
            setDone(message)
            papers.reload()
          }}
          onClose={() => {
            setTyped(undefined)
          }}
        />
      )}
    </View>
  )
}

interface PaperCardProps {
  paper: Paper
  onType: (key: PaperKey) => void
  onWithdraw: () => void
  onTakeOff: () => void
}

function PaperCard({ paper, onType, onWithdraw, onTakeOff }: PaperCardProps) {
  const { label, state, entries, voterKey, number, absent } = paper
  const key = voterKey !== undefined ? { voterKey } : number !== undefined ? { number } : undefined
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong grow">{label}</Text>
          <Tag
            text={state === 'differs' ? '两遍不一样' : '录了一遍'}
            tone={state === 'differs' ? 'warning' : 'plain'}
            {...(state === 'differs' ? { icon: 'warning' as const } : {})}
          />
        </View>
        {entries.map(({ by, isMine, text }) => (
          <Text key={by + text} className="text-block">
            {isMine ? '我' : by}录的：{text}
          </Text>
        ))}
        <View className="row-wrap">
          {key && (
            <Button
              text="我来录一遍"
              icon="edit"
              onPress={() => {
                onType(key)
              }}
            />
          )}
          {entries.some(({ isMine }) => isMine) && (
            <Button text="号码或人录错了，去掉" icon="undo" kind="quiet" onPress={onWithdraw} />
          )}
          {absent.length > 0 && (
            <Button text={`去掉${absent.join('、')}录的`} icon="undo" kind="quiet" onPress={onTakeOff} />
          )}
        </View>
      </View>
    </Card>
  )
}
