import { View } from '@tarojs/components'
import { useState } from 'react'
import { RegisterPersonRow, RegisterSearch, type RegisterPerson } from '../../../components/RegisterSearch'
import { TextField } from '../../../components/TextField'

interface PersonSearchProps {
  community: string
  person: RegisterPerson | undefined
  hint?: string | undefined
  onChange: (person: RegisterPerson | undefined) => void
}

/** The elder, found in the register by whole name or whole phone. */
export function PersonSearch({ community, person, hint, onChange }: PersonSearchProps) {
  const [words, setWords] = useState('')
  if (person)
    return (
      <RegisterPersonRow
        person={person}
        note="台账里的这位老人"
        onDrop={() => {
          onChange(undefined)
        }}
      />
    )
  return (
    <View className="stack">
      <TextField
        label="老人的姓名或手机号"
        hint={hint ?? '写全名，从台账里找。'}
        value={words}
        most={40}
        onChange={setWords}
      />
      <RegisterSearch
        community={community}
        words={words}
        nobody="台账里没有找到。请核对姓名，或先在台账里登记这位老人。"
        details={['year', 'phone']}
        onFound={onChange}
      />
    </View>
  )
}
