import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { checkPhoneInPerson } from '../../../../services/people'

/** Staff saw the person and rang the phone: the number, and how it was checked. */
export function PhoneCheckForm({ personId, onDone }: { personId: string; onDone: () => void }) {
  const { value, change, clear } = useDraft(`phoneCheck:${personId}`, { phone: '', note: '' })
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const isPhone = /^1\d{10}$/.test(value.phone)
  const hasNote = value.note.trim() !== ''
  const send = async () => {
    setIsChecked(true)
    if (!isPhone || !hasNote) return
    if (!(await run(() => checkPhoneInPerson(personId, value.phone, value.note.trim())))) return
    clear()
    onDone()
  }
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <TextField
        label="手机号"
        hint="请当面拨一次，确认响的是他的手机。"
        type="number"
        most={11}
        error={isChecked && !isPhone ? '请写 11 位手机号。' : undefined}
        value={value.phone}
        onChange={(phone) => {
          change({ phone })
        }}
      />
      <TextField
        label="怎么核对的"
        most={300}
        error={isChecked && !hasNote ? '请写一写，比如“本人带身份证到居委会”。' : undefined}
        value={value.note}
        onChange={(note) => {
          change({ note })
        }}
      />
      <Button text="登记这个手机号" kind="primary" isBlock isBusy={isBusy} onPress={() => void send()} />
    </View>
  )
}
