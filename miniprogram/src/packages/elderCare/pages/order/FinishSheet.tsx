import type { ServiceRecord } from '@linli/shared/elderCare/order.actions'
import { orderOutcomeNames, orderOutcomes, type OrderOutcome } from '@linli/shared/elderCare/order.state'
import { findMissing, type RecordPart } from '@linli/shared/elderCare/recordLack'
import type { Proof } from '@linli/shared/elderCare/serviceItem'
import { Text } from '@tarojs/components'
import { ChoiceList } from '../../../../components/ChoiceList'
import { MultiChoice } from '../../../../components/MultiChoice'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { PhotoPicker, type PickedPhoto } from '../../../../components/PhotoPicker'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import type { ApiError } from '../../../../services/apiError'
import type { CareOrder } from '../../../../services/elderCare'
import { referToPhotos } from '../../../../services/keptPhotos'
import { waitAWhile } from '../../../../services/patience'
import type { OrderSheetProps } from './sheet.types'
import { isSwapped, readVitals, VitalsFields, type VitalsForm } from './VitalsFields'

interface Form {
  outcome: OrderOutcome
  text: string
  hasMet: boolean
  isLabelChecked: boolean
  checklist: string[]
  before: VitalsForm
  after: VitalsForm
  receipt: string
  isReached?: boolean
  photos: PickedPhoto[]
  /** When it was pressed, once it is kept on this phone. */
  at?: string
}

const noVitals: VitalsForm = { systolic: '', diastolic: '', pulse: '', temperature: '', glucose: '' }
const empty: Form = {
  ...{ outcome: 'done', text: '', hasMet: false, isLabelChecked: false, checklist: [] },
  ...{ before: noVitals, after: noVitals, receipt: '', photos: [] },
}

/** What the item asks for and was filled in. */
function toRecord(form: Form, { asks }: CareOrder): ServiceRecord {
  const { outcome, text, hasMet, isLabelChecked, checklist, before, after, receipt, isReached, photos } = form
  const has = (proof: Proof) => asks.proofs.includes(proof)
  const photoIds = referToPhotos(photos)
  return {
    outcome,
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(has('met') ? { hasMet } : {}),
    ...(has('label') ? { isLabelChecked } : {}),
    ...(has('checklist') ? { checklist } : {}),
    ...(has('vitals') ? { vitals: { before: readVitals(before), after: readVitals(after) } } : {}),
    ...(receipt.trim() === '' ? {} : { receipt: receipt.trim() }),
    ...(isReached === undefined ? {} : { isReached }),
    ...(photoIds.length === 0 ? {} : { photoIds }),
  }
}

const parts: Partial<Record<RecordPart, string>> = {
  met: '见到本人',
  label: '核对餐盒标签',
  checklist: '逐项核对',
  vitals: '服务前和服务后的血压、脉搏',
  receipt: '单据上的号',
  call: '电话有没有打通',
  photo: '照片',
  text: '为什么没做完',
}

const isSwappedIn = ({ before, after }: Form): boolean => isSwapped(before) || isSwapped(after)

/** What keeps the record from being sent, as it is now: it changes with what is filled in since the refusal. */
function explain(error: ApiError | undefined, form: Form, order: CareOrder): string | undefined {
  if (order.asks.proofs.includes('vitals') && isSwappedIn(form)) {
    const when = isSwapped(form.before) ? '服务前' : '服务后'
    return `${when}的血压高低写反了，请往上找到“${when}”，改好再按“完成”。`
  }
  if (error?.code !== 'care.record_incomplete') return error?.message
  const missing = findMissing(toRecord(form, order), order.asks)
  const names = missing.map((part) => parts[part]).filter((name) => name !== undefined)
  return names.length === 0 ? undefined : `还缺：${names.join('、')}。补上再按“完成”。`
}

/** The record of a service. It is kept on this phone while it is written, and sent once there is a network. */
export function FinishSheet({ order, onSend, onClose }: OrderSheetProps) {
  const draft = useDraft<Form>(`finish:${order.id}`, empty, onClose)
  const { value, change } = draft
  const { run, isBusy, error } = useAction()
  const { asks } = order
  const send = () =>
    run(async () => {
      const at = value.at ?? new Date().toISOString()
      if (await waitAWhile(onSend({ action: 'finish', at, record: toRecord(value, order) }, draft.draftKey)))
        return
      change({ at })
      onClose()
    })
  return (
    <FormSheet
      problem={explain(error, value, order)}
      title="服务记录"
      onClose={onClose}
      submitText="完成"
      isBusy={isBusy || draft.isUnderWay}
      isDisabled={asks.proofs.includes('vitals') && isSwappedIn(value)}
      onSubmit={() => void send()}
    >
      <OutgoingNotice id={draft.outgoingId} />
      <ChoiceList
        label="做得怎么样"
        options={orderOutcomes.map((outcome) => ({ value: outcome, label: orderOutcomeNames[outcome] }))}
        value={value.outcome}
        onChange={(outcome) => {
          change({ outcome })
        }}
      />
      <ProofFields order={order} value={value} change={change} />
      <TextArea
        label={value.outcome === 'done' ? '要告诉家人的话（可以不写）' : '为什么没做完'}
        value={value.text}
        audience="长者和她同意的家人能看到"
        onChange={(text) => {
          change({ text })
        }}
      />
      {asks.mayPhoto ? (
        <PhotoPicker
          isSentLater
          label="拍结果（不要拍到人）"
          photos={value.photos}
          onChange={(photos) => {
            change({ photos })
          }}
        />
      ) : (
        <Text className="text-block text-small text-soft">这一项服务不拍照。</Text>
      )}
    </FormSheet>
  )
}

interface FieldsProps {
  order: CareOrder
  value: Form
  change: (part: Partial<Form>) => void
}

function ProofFields({ order, value, change }: FieldsProps) {
  const { proofs, checklist, receiptName } = order.asks
  return (
    <>
      {proofs.includes('met') && (
        <SwitchRow
          title="见到本人了"
          isOn={value.hasMet}
          onChange={(hasMet) => {
            change({ hasMet })
          }}
        />
      )}
      {proofs.includes('label') && (
        <SwitchRow
          title="餐盒标签核对过了"
          isOn={value.isLabelChecked}
          onChange={(isLabelChecked) => {
            change({ isLabelChecked })
          }}
        />
      )}
      {proofs.includes('checklist') && (
        <MultiChoice
          label="逐项核对，做到的点一下"
          options={checklist.map((line) => ({ value: line, text: line }))}
          value={value.checklist}
          onChange={(ticked) => {
            change({ checklist: ticked })
          }}
        />
      )}
      {proofs.includes('vitals') && (
        <>
          <VitalsFields
            title="服务前"
            value={value.before}
            onChange={(before) => {
              change({ before })
            }}
          />
          <VitalsFields
            title="服务后"
            value={value.after}
            onChange={(after) => {
              change({ after })
            }}
          />
        </>
      )}
      {proofs.includes('receipt') && (
        <TextField
          label={receiptName ?? '单据'}
          value={value.receipt}
          most={80}
          onChange={(receipt) => {
            change({ receipt })
          }}
        />
      )}
      {proofs.includes('call') && (
        <ChoiceList
          label="电话接通了吗"
          options={[
            { value: 'yes', label: '接通了' },
            { value: 'no', label: '没有接通' },
          ]}
          value={value.isReached === undefined ? undefined : value.isReached ? 'yes' : 'no'}
          onChange={(answer) => {
            change({ isReached: answer === 'yes' })
          }}
        />
      )}
    </>
  )
}
