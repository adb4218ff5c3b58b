import { sosOutcomeNames, sosOutcomes, type SosOutcome } from '@linli/shared/safety/sos'
import type { SosAction } from '@linli/shared/safety/sos.state'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { FormSheet } from '../../../../components/FormSheet'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { actOnSos, type SosView } from '../../../../services/safety'

interface SosActionsProps {
  sos: SosView
  onDone: () => void
}

type Tapped = Exclude<SosAction, 'close' | 'tell'>

/** One tap each; who is on the way has no hand free for more. */
const specs: readonly ActionSpec<Tapped>[] = [
  { action: 'onTheWay', text: '我在路上', icon: 'walk' },
  { action: 'acknowledge', text: '我来处理', icon: 'hand' },
  { action: 'arrive', text: '到了，见到人了', icon: 'check' },
  { action: 'speak', text: '电话里说上话了', icon: 'phone' },
  { action: 'handBack', text: '我去不了，请找别人', icon: 'return' },
  { action: 'press', text: '再通知一次', icon: 'bell', kind: 'danger' },
  { action: 'cancel', text: '按错了，人没事', icon: 'close' },
]

export function SosActions({ sos, onDone }: SosActionsProps) {
  const [isClosing, setIsClosing] = useState(false)
  const mayClose = sos.actions.includes('close')
  const shown = specs
    .filter(({ action }) => sos.actions.includes(action))
    .map((spec) => (mayClose ? { ...spec, kind: 'secondary' as const } : spec))
    .map((spec) => (spec.action === 'cancel' ? { ...spec, text: sos.cancelText ?? spec.text } : spec))
  return (
    <View className="stack">
      {mayClose && (
        <Button
          text="写下结果，处理完"
          icon="check"
          kind="primary"
          isBlock
          onPress={() => {
            setIsClosing(true)
          }}
        />
      )}
      <ActionBar
        actions={shown}
        formKey={`sos:${sos.id}`}
        onAct={async (action) => {
          await actOnSos(sos.id, { action }, shown.find((each) => each.action === action)?.text ?? '求助')
          onDone()
        }}
      />
      {isClosing && (
        <CloseSheet
          sos={sos}
          onClose={() => {
            setIsClosing(false)
            onDone()
          }}
        />
      )}
    </View>
  )
}

function CloseSheet({ sos, onClose }: { sos: SosView; onClose: () => void }) {
  const draft = useDraft<{ outcome?: SosOutcome; text: string }>(`sosClose:${sos.id}`, { text: '' })
  const { run, isBusy, problem } = useAction()
  const { outcome, text } = draft.value
  const save = async () => {
    if (!outcome) return
    const isDone = await run(() =>
      actOnSos(sos.id, { action: 'close', outcome, text }, '求助的结果', draft.draftKey),
    )
    if (!isDone) return
    draft.clear()
    onClose()
  }
  return (
    <FormSheet
      problem={problem}
      title="发生了什么"
      onClose={onClose}
      submitText="处理完了"
      isBusy={isBusy || draft.isUnderWay}
      isDisabled={!outcome || text.trim().length < 2}
      onSubmit={() => void save()}
    >
      <ChoiceList
        label="结果"
        options={sosOutcomes.map((value) => ({ value, label: sosOutcomeNames[value] }))}
        value={outcome}
        onChange={(value) => {
          draft.change({ outcome: value })
        }}
      />
      <TextArea
        label="怎么回事，做了什么"
        audience="本人、能看健康情况的家人、社区书记和社区工作者"
        most={300}
        value={text}
        onChange={(value) => {
          draft.change({ text: value })
        }}
      />
      <OutgoingNotice id={draft.outgoingId} />
    </FormSheet>
  )
}
