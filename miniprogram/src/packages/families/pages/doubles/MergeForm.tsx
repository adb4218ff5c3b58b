import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { previewMerge, proposeMerge, type Merge, type MergePreview } from '../../../../services/people.merge'
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
            <Reason
              key={ids.join()}
              pair={pair}
              needsSecond={data.needsSecond}
              onDone={onDone}
              onStale={onStale}
            />
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
  pair: { keptId: string; goneId: string }
  needsSecond: boolean
}

function Reason({ pair, needsSecond, onDone, onStale }: ReasonProps) {
  const { value, change, clear, draftKey } = useDraft(`merge:${pair.keptId}:${pair.goneId}`, { reason: '' })
  const { run, isBusy, problem } = useAction()
  const reason = value.reason.trim()
  const propose = () =>
    run(async () => {
      const merge = await sendOnce(draftKey, (key) => proposeMerge({ ...pair, reason }, key)).catch(
        (cause: unknown) => {
          onStale()
          throw cause
        },
      )
      clear()
      onDone(merge)
    })
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <TextField
        label="怎么知道是同一个人"
        most={300}
        audience="社区工作人员"
        placeholder="比如：本人拿身份证来核对过"
        value={value.reason}
        onChange={(words) => {
          change({ reason: words })
        }}
      />
      <Button
        text={needsSecond ? '提出合并，请同事核对' : '合成一条'}
        icon="people"
        kind="primary"
        isBlock
        isBusy={isBusy}
        isDisabled={reason.length < 4}
        onPress={() => void propose()}
      />
      {reason.length < 4 && (
        <Text className="text-block text-small text-soft">请写明怎么知道的，至少 4 个字。</Text>
      )}
    </View>
  )
}
