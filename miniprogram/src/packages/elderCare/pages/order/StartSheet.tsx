import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Sheet } from '../../../../components/Sheet'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { scanCode } from '../../../../platform/scan'
import type { OrderSheetProps } from './sheet.types'

/** The digits the elder reads out, or her printed card; services without proof begin with one tap. */
export function StartSheet({ order, onSend, onClose }: OrderSheetProps) {
  const [code, setCode] = useState('')
  const { run, isBusy, problem } = useAction()
  const needsCode = order.asks.proofs.includes('code')
  const trimmed = code.replace(/\s/g, '')
  const isDigits = /^\d{6}$/.test(trimmed)
  const start = (proof: { code?: string; card?: string }) => run(() => onSend({ action: 'start', ...proof }))
  const scan = async () => {
    const card = await scanCode?.()
    if (card !== undefined) await start({ card })
  }
  return (
    <Sheet
      title="开始服务"
      isOpen
      onClose={onClose}
      footer={
        <Button
          text="开始"
          kind="primary"
          isBlock
          isBusy={isBusy}
          isDisabled={needsCode && trimmed.length < 6}
          onPress={() => void start(needsCode ? (isDigits ? { code: trimmed } : { card: trimmed }) : {})}
        />
      }
    >
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        {needsCode ? (
          <>
            <TextField
              label="长者念的六位数字，或服务卡上的字"
              value={code}
              most={40}
              onChange={setCode}
              hint="请长者看自己的手机，或看墙上的服务卡"
            />
            {scanCode && <Button text="扫服务卡" icon="scan" isBlock onPress={() => void scan()} />}
          </>
        ) : (
          <Text className="text-block">这一项不用核对数字，点“开始”就行。</Text>
        )}
      </View>
    </Sheet>
  )
}
