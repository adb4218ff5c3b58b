import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import { Text } from '@tarojs/components'
import { DateField } from '../../../../components/DateField'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { addPerson } from '../../../../services/people.register'
import { sendOnce } from '../../../../stores/drafts'
import { HomeChoice } from './HomeChoice'

interface Form {
  name: string
  birthDate: string
  phone: string
  building: string
  homeId: string
  kind: HomeLinkKind
  /** Of the same name as somebody of that home, and said to be another. */
  isAnother: boolean
}

const empty: Form = {
  name: '',
  birthDate: '',
  phone: '',
  building: '',
  homeId: '',
  kind: 'owner',
  isAnother: false,
}

function findMissing({ name, birthDate, phone, homeId }: Form): string | undefined {
  if (name.trim() === '') return '请写姓名。'
  if (birthDate === '' && phone === '') return '请写生日或手机号，同名的人才分得清。'
  if (phone !== '' && !/^1\d{10}$/.test(phone)) return '手机号是 11 位数字，请看看有没有写错。'
  return homeId === '' ? '请选一选住在哪一户。' : undefined
}

interface AddPersonSheetProps {
  community: string
  onDone: (id: string) => void
  onClose: () => void
}

/** Somebody who is in no sheet, and may have neither phone nor account. */
export function AddPersonSheet({ community, onDone, onClose }: AddPersonSheetProps) {
  const { value, change, clear, draftKey } = useDraft<Form>('register:add', empty)
  const { run, isBusy, problem, error } = useAction()
  const missing = findMissing(value)
  const save = () =>
    run(async () => {
      const { name, birthDate, phone, homeId, kind, isAnother } = value
      const body = {
        ...{ name: name.trim(), homeId, kind },
        ...(birthDate === '' ? {} : { birthDate }),
        ...(phone === '' ? {} : { phone }),
        ...(isAnother ? { isAnother } : {}),
      }
      const { id } = await sendOnce(draftKey, (key) => addPerson(body, key))
      clear()
      onDone(id)
    })
  return (
    <FormSheet
      title="登记一位老人"
      onClose={onClose}
      submitText="登记"
      isBusy={isBusy}
      isDisabled={missing !== undefined}
      problem={problem}
      onSubmit={() => void save()}
    >
      <TextField
        label="姓名"
        most={40}
        audience="社区工作人员"
        value={value.name}
        onChange={(name) => {
          change({ name, isAnother: false })
        }}
      />
      <DateField
        label="生日"
        value={value.birthDate}
        onChange={(birthDate) => {
          change({ birthDate })
        }}
      />
      <TextField
        label="手机号（没有可以不写）"
        type="number"
        most={11}
        value={value.phone}
        onChange={(phone) => {
          change({ phone })
        }}
      />
      <HomeChoice isRequired label="哪一户" community={community} value={value} onChange={change} />
      {(error?.code === 'person.namesake' || value.isAnother) && (
        <SwitchRow
          title="是同名的另一位"
          note="这一户已经登记了一位同名的居民；确实是两个人，才打开"
          isOn={value.isAnother}
          onChange={(isAnother) => {
            change({ isAnother })
          }}
        />
      )}
      {missing !== undefined && <Text className="text-block text-small text-soft">{missing}</Text>}
    </FormSheet>
  )
}
