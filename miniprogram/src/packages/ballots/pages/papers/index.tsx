import type { voteContracts } from '@linli/shared/ballots/vote.contract'
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
import { useRemote, type Remote } from '../../../../hooks/useRemote'
import {
  getBallot,
  listPapers,
  type BallotView,
  type Paper,
  type PaperKey,
} from '../../../../services/ballots'
import type { CallOutput } from '../../../../services/http.types'
import { AbsentSheet } from '../../components/AbsentSheet'
import { openBallotPage } from '../../components/pages'
import { PaperSheet } from '../../components/PaperSheet'
import { WithdrawSheet } from '../../components/WithdrawSheet'

/** 「1 张等另一个人录第二遍，1 张两遍不一样，等着核对。」 */
function sayWaiting(items: readonly Paper[]): string {
  const differing = items.filter(({ state }) => state === 'differs').length
  const once = items.length - differing
  const parts = [
    ...(once > 0 ? [`${once} 张等另一个人录第二遍`] : []),
    ...(differing > 0 ? [`${differing} 张两遍不一样，等着看着票核对`] : []),
  ]
  return parts.length === 0 ? '没有等着录的。' : `还有 ${parts.join('，')}。`
}

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
  if (ballot.state === 'closed') return <ClosedPapers papers={papers} />
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
              {isSecret ? `领出 ${handed} 张，` : ''}已计票 {counted} 张，{sayWaiting(items)}
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

/** After the closing: what was counted, and which papers were not and why. */
function ClosedPapers({ papers }: { papers: Remote<CallOutput<(typeof voteContracts)['listPapers']>> }) {
  return (
    <RemoteView remote={papers}>
      {({ items, counted }) => (
        <View className="stack">
          <Text className="text-block text-strong">
            表决已经截止：纸质票计了 {counted} 张，
            {items.length === 0 ? '没有漏下的。' : `有 ${items.length} 张没有计票。`}
          </Text>
          {items.length > 0 && (
            <Text className="text-block">
              下面这些截止前没有核对好，没有算进结果，结果里也写明了。录的内容已经不留，现在不能补录。请告诉投票的人。
            </Text>
          )}
          {items.map(({ id, label, state, typedBy }) => (
            <Card key={id}>
              <View className="stack-tight">
                <View className="row-between">
                  <Text className="text-strong grow">{label}</Text>
                  <Tag text="没有计票" tone="warning" icon="warning" />
                </View>
                <Text className="text-block">
                  {state === 'differs'
                    ? `${typedBy.join('、')}录得不一样`
                    : `只有${typedBy.join('、')}录了一遍`}
                  ，截止前没有核对好。
                </Text>
              </View>
            </Card>
          ))}
        </View>
      )}
    </RemoteView>
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
  const isMine = entries.some((entry) => entry.isMine)
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
        {entries.map(({ by, isMine: isOwn, text }) => (
          <Text key={by + text} className="text-block">
            {isOwn ? '我' : by}录的：{text}
          </Text>
        ))}
        {isMine && state === 'first' && (
          <Text className="text-block text-soft">您录好了，等一位同事再录一遍。</Text>
        )}
        <View className="row-wrap">
          {key && (
            <Button
              text={isMine ? (state === 'differs' ? '看着票，重录我的' : '改我录的') : '我来录一遍'}
              icon="edit"
              onPress={() => {
                onType(key)
              }}
            />
          )}
          {isMine && <Button text="号码或人录错了，去掉" icon="undo" kind="quiet" onPress={onWithdraw} />}
          {absent.length > 0 && (
            <Button text={`去掉${absent.join('、')}录的`} icon="undo" kind="quiet" onPress={onTakeOff} />
          )}
        </View>
      </View>
    </Card>
  )
}
