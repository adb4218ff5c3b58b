import type { UnprovedReason } from '@linli/shared/elderCare/order.state'
import { Text } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { PhotoPicker, type PickedPhoto } from '../../../components/PhotoPicker'
import { FormSheet } from '../../../components/FormSheet'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'
import { UnprovedChoice } from '../../../components/UnprovedChoice'
import { useAction } from '../../../hooks/useAction'
import { useDraft } from '../../../hooks/useDraft'
import { scanCode } from '../../../platform/scan'
import type { CarrierStop } from '../../../services/dispatch'
import type { OrderActionInput } from '../../../services/elderCare'
import { referToPhotos } from '../../../services/keptPhotos'
import { waitAWhile } from '../../../services/patience'
import {
  HandoverTemperature,
  isTemperatureReady,
  readTemperature,
  unmeasured,
  type Measured,
} from './HandoverTemperature'

type Deliver = Extract<OrderActionInput, { action: 'deliver' }>
/** What is told of a box that was handed over. */
export type Handover = Omit<Deliver, 'action'>

interface DeliverSheetProps {
  stop: CarrierStop
  /** Rejects with the server's refusal; what was typed stays. */
  onSend: (handover: Handover, draftKey: string) => Promise<void>
  onClose: () => void
}

interface Form extends Measured {
  code: string
  /** Why neither can be shown; `open` while that is asked. */
  unproved?: UnprovedReason | 'open' | undefined
  isLabelChecked: boolean
  photos: PickedPhoto[]
  /** When it was pressed, once it is kept on this phone. */
  at?: string
}

const empty: Form = { code: '', isLabelChecked: false, photos: [], ...unmeasured }

/** Six digits are typed, anything else stands on the printed card. */
const readProof = (
  code: string,
  unproved: Form['unproved'],
): Pick<Handover, 'code' | 'card' | 'unproved'> => {
  if (unproved !== undefined && unproved !== 'open') return { unproved }
  return /^\d{6}$/.test(code) ? { code } : { card: code }
}

/** One box, one press: the proof that the item asks for, and nothing else. */
export function DeliverSheet({ stop, onSend, onClose }: DeliverSheetProps) {
  const { value, change, draftKey } = useDraft<Form>(`deliver:${stop.orderId}`, empty)
  const { run, isBusy, problem } = useAction()
  const needs = (proof: CarrierStop['proofs'][number]) => stop.proofs.includes(proof)
  const code = value.code.replace(/\s/g, '')
  const photoIds = referToPhotos(value.photos)
  const isReady =
    (!needs('code') || (value.unproved === undefined ? code.length >= 6 : value.unproved !== 'open')) &&
    (!needs('label') || value.isLabelChecked) &&
    (!needs('photo') || photoIds.length > 0) &&
    isTemperatureReady(value)
  const hand = (given: string) =>
    run(async () => {
      const record = {
        outcome: 'done' as const,
        hasMet: true,
        ...(needs('label') ? { isLabelChecked: true } : {}),
        ...(photoIds.length > 0 ? { photoIds } : {}),
      }
      const proof = needs('code') ? readProof(given, value.unproved) : {}
      // Sent again with other digits it was handed over when it was pressed first, where nobody could check them then.
      const at = value.at ?? new Date().toISOString()
      const sent = onSend({ ...proof, record, at, ...readTemperature(value) }, draftKey)
      if (!(await waitAWhile(sent))) change({ at })
      onClose()
    })
  const scan = async () => {
    const card = await scanCode?.()
    if (card === undefined) return
    change({ code: card })
    if (!needs('label') && !needs('photo') && isTemperatureReady(value)) await hand(card)
  }
  return (
    <FormSheet
      title={`${stop.name}的${stop.itemName}`}
      onClose={onClose}
      submitText="已交到本人手上"
      isBusy={isBusy}
      isDisabled={!isReady}
      problem={problem}
      onSubmit={() => void hand(code)}
    >
      {needs('code') && value.unproved === undefined && (
        <TextField
          label="长者念的六位数字，或服务卡上的字"
          value={value.code}
          most={40}
          hint="请长者看自己的手机，或看墙上的服务卡"
          onChange={(text) => {
            change({ code: text })
          }}
        />
      )}
      {needs('code') && value.unproved === undefined && scanCode && (
        <Button text="扫服务卡" icon="scan" isBlock onPress={() => void scan()} />
      )}
      {needs('code') && (
        <UnprovedChoice
          value={value.unproved}
          onChange={(unproved) => {
            change({ unproved })
          }}
        />
      )}
      {needs('label') && (
        <SwitchRow
          title="餐盒标签核对过了"
          isOn={value.isLabelChecked}
          onChange={(isLabelChecked) => {
            change({ isLabelChecked })
          }}
        />
      )}
      {needs('photo') && (
        <PhotoPicker
          isSentLater
          label="拍餐盒（不要拍到人）"
          photos={value.photos}
          onChange={(photos) => {
            change({ photos })
          }}
        />
      )}
      <HandoverTemperature value={value} onChange={change} />
      {!needs('code') && <Text className="text-block text-soft">交给本人以后，点下面的按钮就行。</Text>}
    </FormSheet>
  )
}
