import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { Card } from '../../../components/Card'
import { DoneNotice } from '../../../components/DoneNotice'
import { EmptyState } from '../../../components/EmptyState'
import { FilterBar } from '../../../components/FilterBar'
import { AuthorLine } from '../../../components/forum/AuthorLine'
import { useNameAsked } from '../../../components/forum/useNameAsked'
import { describeReported, makeAppealSpec, makeReportSpec } from '../../../components/forum/reportSpec'
import { PagedList } from '../../../components/PagedList'
import { ReadAloud } from '../../../components/ReadAloud'
import { Section } from '../../../components/Section'
import { usePaged } from '../../../hooks/usePaged'
import { deleteArgument, listArguments, sayArgument, type ArgumentView } from '../../../services/deliberation'
import { reportContent, type ReportReason } from '../../../services/forum'
import { appealReview } from '../../../services/reviews'

type Side = ArgumentView['side']

const sides = [
  { value: 'for', text: '赞成的理由' },
  { value: 'against', text: '反对的理由' },
] as const

const saySpecs: Record<Side, ActionSpec<'say'>> = {
  for: makeSaySpec('说一条赞成的理由'),
  against: makeSaySpec('说一条反对的理由'),
}

function makeSaySpec(text: string): ActionSpec<'say'> {
  return {
    action: 'say',
    text,
    icon: 'message',
    kind: 'secondary',
    ask: {
      explain: '只说理由，不说人。核对以后邻居就看得到。',
      text: { label: '理由', audience: '本社区核实过的邻居和社区', isRequired: true, most: 500 },
      submitText: '说出来',
    },
  }
}

/** Reasons for and against, each in a list of its own, so that neither drowns the other. */
export function Arguments({ motionId, canArgue }: { motionId: string; canArgue: boolean }) {
  const [side, setSide] = useState<Side>('for')
  const { withName, preview } = useNameAsked()
  const list = usePaged(`arguments:${motionId}:${side}`, (cursor) => listArguments(motionId, side, cursor))
  return (
    <Section title="理由">
      <View className="stack">
        <FilterBar label="看哪边的理由" options={sides} value={side} onChange={setSide} />
        {canArgue && (
          <ActionBar
            actions={[saySpecs[side]]}
            formKey={`motion:${motionId}:${side}`}
            onAct={async (_, { text = '' }, draftKey) => {
              await withName(text, () => sayArgument(motionId, side, text, draftKey).done)
              list.reload()
            }}
          />
        )}
        {preview}
        {list.items.length > 0 && (
          <ReadAloud label="把理由读给我听" text={list.items.map(({ text }) => text).join('。')} />
        )}
        <PagedList
          list={list}
          label={side === 'for' ? '赞成的理由' : '反对的理由'}
          empty={
            <EmptyState
              icon="message"
              title="这边还没有理由"
              {...(canArgue ? { message: '您可以先说一条。' } : {})}
            />
          }
          renderItem={(argument) => <ArgumentCard argument={argument} onChanged={list.reload} />}
        />
      </View>
    </Section>
  )
}

type Action = ArgumentView['actions'][number]

const specs: Record<Action, ActionSpec<Action>> = {
  delete: {
    action: 'delete',
    text: '删除',
    kind: 'quiet',
    ask: { explain: '删除后不能恢复。', submitText: '删除这条理由', isDanger: true },
  },
  report: makeReportSpec('report'),
  appeal: makeAppealSpec('appeal'),
}

function ArgumentCard({ argument, onChanged }: { argument: ArgumentView; onChanged: () => void }) {
  const { id, author, text, stateText, hiddenBecause, caseId, actions } = argument
  const [done, setDone] = useState<string>()
  const act = async (action: Action, { choice, text: said = '' }: ActionAnswer, draftKey?: string) => {
    if (action === 'delete') await deleteArgument(id)
    if (action === 'appeal') await appealReview(caseId ?? '', said, draftKey).done
    if (action === 'report')
      await reportContent(
        {
          kind: 'forumArgument',
          id,
          reason: choice as ReportReason,
          ...(said === '' ? {} : { note: said }),
        },
        draftKey,
      ).done
    setDone(action === 'report' ? describeReported(choice ?? '') : undefined)
    onChanged()
  }
  return (
    <Card kind="flat">
      <View className="stack-tight">
        <AuthorLine author={author} />
        <Text className="text-block" userSelect>
          {text}
        </Text>
        {stateText !== undefined && <Text className="text-block text-strong">{stateText}</Text>}
        {hiddenBecause !== undefined && <Text className="text-block">原因：{hiddenBecause}</Text>}
        {done !== undefined && <DoneNotice message={done} />}
        <ActionBar actions={actions.map((action) => specs[action])} formKey={`argument:${id}`} onAct={act} />
      </View>
    </Card>
  )
}
