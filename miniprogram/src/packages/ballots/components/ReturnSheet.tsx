import { Text } from '@tarojs/components'
import { FormSheet } from '../../../components/FormSheet'
import { TextArea } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { takeBackPaper, type RollLine } from '../../../services/ballots'

interface ReturnSheetProps {
  ballotId: string
  line: RollLine
  onDone: (message: string) => void
  onClose: () => void
}

/** The wrong person was written down: when two have said so the paper is back, and she may vote again. */
export function ReturnSheet({ ballotId, line, onDone, onClose }: ReturnSheetProps) {
  const { label, voterKey, returning } = line
  const { value, change, clear } = useDraft(`return:${ballotId}:${voterKey}`, { reason: '' })
  const { run, isBusy, problem } = useAction()
  const reason = value.reason.trim()
  const save = () =>
    run(async () => {
      const { isBack } = await takeBackPaper(ballotId, voterKey, reason)
      clear()
      onDone(
        isBack
          ? `${label} 的纸质票收回了，又可以投了。`
          : `记下了。请另一位同事也核对一遍，确认以后 ${label} 才又可以投。`,
      )
    })
  return (
    <FormSheet
      title={`收回纸质票：${label}`}
      explain={
        returning
          ? '请自己核对一遍：那张没有投的票在不在。您确认以后，这一户又可以投，会收到消息。'
          : '请先拿到那张没有投的票。要另一位同事也核对，确认以后这一户才又可以投。'
      }
      submitText={returning ? '确认收回' : '请同事核对'}
      isBusy={isBusy}
      isDisabled={Array.from(reason).length < 4}
      problem={problem}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      {returning && (
        <Text className="text-block">
          {returning.by}要收回：{returning.text}
        </Text>
      )}
      <TextArea
        label={returning ? '您怎么核对的' : '为什么收回'}
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
