import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { setWorkAccount, type HeldMembership } from '../../../../services/people'

interface WorkAccountFormProps {
  item: HeldMembership
  onDone: (message: string) => void
}

const pattern = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/

/** Where the person is reached in 企业微信, for all of their roles; empty takes it away. */
export function WorkAccountForm({ item, onDone }: WorkAccountFormProps) {
  const [typed, setTyped] = useState(item.workAccount ?? '')
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const account = typed.trim()
  const fault =
    account === '' || pattern.test(account) ? undefined : '账号只有字母、数字和 _ - . @，请照企业微信里的抄。'
  const save = async () => {
    setIsChecked(true)
    if (fault !== undefined) return
    await run(async () => {
      await setWorkAccount(item.id, account === '' ? null : account)
      onDone(
        account === ''
          ? `${item.userName}的企业微信账号已去掉。`
          : `${item.userName}的企业微信账号已登记，工作消息也会发到那里。`,
      )
    })
  }
  return (
    <View className="stack">
      <TextField
        label="企业微信账号"
        hint="在企业微信管理后台的通讯录里能看到；空着就是不用。"
        most={64}
        value={typed}
        error={isChecked ? fault : undefined}
        onChange={setTyped}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button text="登记企业微信" isBlock isBusy={isBusy} onPress={() => void save()} />
    </View>
  )
}
