import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAsk } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import {
  previewMerge,
  proposeMerge,
  type Merge,
  type MergePair,
  type MergePreview,
} from '../../../../services/people.merge'
import { sendOnce } from '../../../../stores/drafts'
import { ComparedPerson } from './ComparedPerson'

interface MergeFormProps {
  /** The one that stays comes first, until somebody chooses otherwise. */
  ids: readonly [string, string]
  onDone: (merge: Merge) => void
  /** Somebody was quicker: what is shown is old. */
  onStale: () => void
}

/** Two records side by side, which of them stays, what will happen, and why. */
export function MergeForm({ ids, onDone, onStale }: MergeFormProps) {
  const [isTurned, setIsTurned] = useState(false)
  const [first, second] = ids
  const pair = isTurned ? { keptId: second, goneId: first } : { keptId: first, goneId: second }
  const preview = useRemote(`merge:${pair.keptId}:${pair.goneId}`, () => previewMerge(pair))
  return (
    <RemoteView remote={preview} rows={4}>
      {(data) => (
        <View className="stack">
          <ComparedPerson person={data.kept} mark="留下" />
          <ComparedPerson person={data.gone} mark="并入" />
          <ChoiceList
            label="留下哪一条"
            options={[
              { value: 'kept', label: '留下上面这一条' },
              { value: 'turned', label: '换过来，留下另一条' },
            ]}
            value="kept"
            onChange={(value) => {
              if (value === 'turned') setIsTurned(!isTurned)
            }}
          />
          <Effects {...data} />
          {data.hindrance === undefined ? (
            <Reason pair={pair} needsSecond={data.needsSecond} onDone={onDone} onStale={onStale} />
          ) : (
            <ErrorNotice message={data.hindrance} />
          )}
        </View>
      )}
    </RemoteView>
  )
}

function Effects({ effects }: Pick<MergePreview, 'effects'>) {
  return (
    <Section title="合并后会怎样">
      <Card>
        <View className="stack-tight">
          {effects.map((effect) => (
            <Text key={effect} className="text-block">
              {effect}
            </Text>
          ))}
        </View>
      </Card>
    </Section>
  )
}

interface ReasonProps extends Omit<MergeFormProps, 'ids'> {
  pair: MergePair
  needsSecond: boolean
}

const describeAsk = (needsSecond: boolean): ActionAsk => ({
  explain: needsSecond
    ? '另一位同事（或街道）核对以后才合并。合并以后不能再分开，是谁提出的、谁核对的都记下来。'
    : '按下去就合成一条，不能再分开。是谁合并的、为什么，都记下来。',
  text: {
    label: '怎么知道是同一个人',
    audience: '社区工作人员',
    placeholder: '比如：本人拿身份证来核对过',
    isRequired: true,
    most: 300,
  },
  isDanger: !needsSecond,
})

function Reason({ pair, needsSecond, onDone, onStale }: ReasonProps) {
  const formKey = `merge:${pair.keptId}:${pair.goneId}`
  const text = needsSecond ? '提出合并，请同事核对' : '合成一条'
  return (
    <ActionBar
      formKey={formKey}
      actions={[{ action: 'merge' as const, text, icon: 'people', ask: describeAsk(needsSecond) }]}
      onAct={async (_, { text: reason = '' }) => {
        const made = await sendOnce(formKey, (key) => proposeMerge({ ...pair, reason }, key)).catch(
          (cause: unknown) => {
            onStale()
            throw cause
          },
        )
        onDone(made)
      }}
    />
  )
}
