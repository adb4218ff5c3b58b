import { FormSheet } from '../../../../components/FormSheet'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import type { Contact } from './contactList'

const empty: Contact = { name: '', relation: '', phone: '' }

interface ContactSheetProps {
  /** Whose list and which place in it: what was typed is found again. */
  formKey: string
  /** As it stands now; absent for a new one. */
  contact?: Contact | undefined
  /** Rejects when it was not kept; what was typed stays. */
  onSave: (contact: Contact) => Promise<unknown>
  onClose: () => void
}

const isPhone = (phone: string): boolean => /^1\d{10}$/.test(phone)

function findMissing({ name, relation, phone }: Contact): string | undefined {
  if (name.trim() === '') return '请写姓名。'
  if (relation.trim() === '') return '请写和老人的关系，比如：女儿、邻居。'
  return isPhone(phone) ? undefined : '手机号是 11 位数字，请看看有没有写错。'
}

/** One person to be called: name, relation, mobile number. */
export function ContactSheet({ formKey, contact, onSave, onClose }: ContactSheetProps) {
  const { value, change, clear } = useDraft<Contact>(formKey, contact ?? empty)
  const { run, isBusy, problem } = useAction()
  const missing = findMissing(value)
  const save = () =>
    run(async () => {
      await onSave({ name: value.name.trim(), relation: value.relation.trim(), phone: value.phone })
      clear()
      onClose()
    })
  return (
    <FormSheet
      title={contact ? '改这一位' : '加一位'}
      submitText="保存"
      icon="check"
      isBusy={isBusy}
      isDisabled={missing !== undefined}
      problem={problem}
      explain={missing}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <TextField
        label="姓名"
        most={40}
        value={value.name}
        onChange={(name) => {
          change({ name })
        }}
      />
      <TextField
        label="和老人的关系"
        hint="比如：女儿、邻居"
        most={20}
        value={value.relation}
        onChange={(relation) => {
          change({ relation })
        }}
      />
      <TextField
        label="手机号"
        type="number"
        most={11}
        audience="家人、社区，找不到老人时用"
        value={value.phone}
        onChange={(phone) => {
          change({ phone })
        }}
      />
    </FormSheet>
  )
}
