import type { UnprovedReason } from '@linli/shared/elderCare/order.state'
import { Text } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { FormSheet } from '../../../../components/FormSheet'
import { TextField } from '../../../../components/TextField'
import { UnprovedChoice } from '../../../../components/UnprovedChoice'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { scanCode } from '../../../../platform/scan'
import { waitAWhile } from '../../../../services/patience'
import type { OrderSheetProps } from './sheet.types'

interface Form {
  code: string
  /** Why neither can be shown; `open` while that is asked. */
  unproved?: UnprovedReason | 'open' | undefined
  /** When it was pressed, once it is kept on this phone. */
  at?: string
}

/** The digits the elder reads out, or her printed card; services without proof begin with one tap. */
export function StartSheet({ order, onSend, onClose }: OrderSheetProps) {
  const { value, change, draftKey } = useDraft<Form>(`start:${order.id}`, { code: '' })
  const { code, unproved } = value
  const { run, isBusy, problem } = useAction()
  const needsCode = order.asks.proofs.includes('code')
  const trimmed = code.replace(/\s/g, '')
  const isDigits = /^\d{6}$/.test(trimmed)
  const start = (proof: { code?: string; card?: string; unproved?: UnprovedReason }) =>
    run(async () => {
      const at = value.at ?? new Date().toISOString()
      // Sent again with other digits it still began when it was pressed first, where nobody could check them then.
      if (!(await waitAWhile(onSend({ action: 'start', ...proof, at }, draftKey)))) change({ at })
      onClose()
    })
  const scan = async () => {
    const card = await scanCode?.()
    if (card !== undefined) await start({ card })
  }
  const readProof = () => {
    if (!needsCode) return {}
    if (unproved !== undefined) return unproved === 'open' ? {} : { unproved }
    return isDigits ? { code: trimmed } : { card: trimmed }
  }
  const isReady = !needsCode || (unproved === undefined ? trimmed.length >= 6 : unproved !== 'open')
  return (
    <FormSheet
      title="开始服务"
      onClose={onClose}
      submitText="开始"
      isBusy={isBusy}
      isDisabled={!isReady}
      problem={problem}
      onSubmit={() => void start(readProof())}
    >
      {needsCode ? (
        <>
          {unproved === undefined && (
            <>
              <TextField
                label="长者念的六位数字，或服务卡上的字"
                value={code}
                most={40}
                onChange={(text) => {
                  change({ code: text })
                }}
                hint="请长者看自己的手机，或看服务卡"
              />
              {scanCode && <Button text="扫服务卡" icon="scan" isBlock onPress={() => void scan()} />}
            </>
          )}
          <UnprovedChoice
            value={unproved}
            onChange={(reason) => {
              change({ unproved: reason })
            }}
          />
        </>
      ) : (
        <Text className="text-block">这一项不用核对数字，点“开始”就行。</Text>
      )}
    </FormSheet>
  )
}
