import {
  accountKindNames,
  accountKinds,
  isAccountNumber,
  type AccountKind,
} from '@linli/shared/programmes/payoutAccount'
import { Text } from '@tarojs/components'
import { useState } from 'react'
import { FilterBar } from '../../../components/FilterBar'
import { FormSheet } from '../../../components/FormSheet'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { setPayoutAccount, type PayoutAccount } from '../../../services/payouts'

interface AccountSheetProps {
  account: PayoutAccount
  onClose: () => void
  onSet: (account: PayoutAccount) => void
}

const clean = (typed: string): string => typed.replace(/[\s-]/g, '').toUpperCase()

/** Where her cash goes, as it stands on her card: typed once, read out in groups of four. */
export function AccountSheet({ account, onClose, onSet }: AccountSheetProps) {
  const { personId, personName, personText, version } = account
  const [kind, setKind] = useState<AccountKind>('bank')
  const [typed, setTyped] = useState('')
  const [bankName, setBankName] = useState('')
  const { run, isBusy, problem } = useAction()
  const number = clean(typed)
  const isFit = isAccountNumber(kind, number)
  const set = () =>
    run(async () => {
      const bank = bankName.trim() === '' ? {} : { bankName: bankName.trim() }
      onSet(await setPayoutAccount(personId, { kind, number, version, ...bank }))
    })
  return (
    <FormSheet
      title={`${personName}的账号`}
      explain={personText}
      submitText="记下"
      isBusy={isBusy}
      isDisabled={!isFit}
      problem={problem}
      onSubmit={() => void set()}
      onClose={onClose}
    >
      <FilterBar
        label="哪一种"
        value={kind}
        options={accountKinds.map((value) => ({ value, text: accountKindNames[value] }))}
        onChange={setKind}
      />
      <TextField label="号码" placeholder="对着卡或存折写" value={typed} most={26} onChange={setTyped} />
      {number !== '' && (
        <Text className="text-block text-large figures">{number.replace(/(.{4})(?=.)/g, '$1 ')}</Text>
      )}
      {number.length >= 9 && !isFit && (
        <Text className="text-block text-strong">号码不对，请对着卡或存折再看一遍。</Text>
      )}
      <TextField label="开户行（可以不写）" value={bankName} most={40} onChange={setBankName} />
      <Text className="text-block text-soft">
        号码加密保存，以后只看得到尾数；只有发放表里有全号，谁下载都有记录。
      </Text>
    </FormSheet>
  )
}
