import { View } from '@tarojs/components'
import { RegisterPersonRow, RegisterSearch } from '../../../components/RegisterSearch'
import { TextField } from '../../../components/TextField'
import { isPhone, type IntakeForm } from '../intakeForm'

interface PersonFieldProps {
  form: IntakeForm
  /** Whose register is searched; without it, name and phone only. */
  community: string | undefined
  onChange: (part: Partial<IntakeForm>) => void
}

/** Whom it is for: found in the register by name or phone, else what they say. */
export function PersonField({ form, community, onChange }: PersonFieldProps) {
  const { person } = form
  if (person)
    return (
      <RegisterPersonRow
        person={person}
        note="台账里的居民，住址和电话不用再问"
        onDrop={() => {
          onChange({ person: undefined })
        }}
      />
    )
  return (
    <View className="stack">
      <TextField
        label="姓名"
        value={form.name}
        most={40}
        onChange={(name) => {
          onChange({ name })
        }}
      />
      <TextField
        label="手机号"
        type="number"
        value={form.phone}
        most={11}
        onChange={(phone) => {
          onChange({ phone })
        }}
      />
      {community !== undefined && (
        <RegisterSearch
          community={community}
          words={isPhone(form.phone.trim()) ? form.phone : form.name}
          nobody="台账里没有找到，就照上面的姓名、电话登记。"
          details={['phone']}
          onFound={(found) => {
            onChange({ person: found })
          }}
        />
      )}
    </View>
  )
}
