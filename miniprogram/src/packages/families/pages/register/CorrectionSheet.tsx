import type { HomeLinkKind } from '@linli/shared/users/homeLinks'
import Taro from '@tarojs/taro'
import { Text } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { DateField } from '../../../../components/DateField'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { correctPerson, type Correction, type RegisterRecord } from '../../../../services/people.register'
import { sendOnce } from '../../../../stores/drafts'
import { HomeChoice } from './HomeChoice'

interface Form {
  name: string
  phone: string
  hasNoPhone: boolean
  isPhoneShared: boolean
  birthDate: string
  endedHomeId: string
  building: string
  homeId: string
  kind: HomeLinkKind
  reason: string
}

const empty: Form = {
  ...{ name: '', phone: '', hasNoPhone: false, isPhoneShared: false, birthDate: '' },
  ...{ endedHomeId: '', building: '', homeId: '', kind: 'owner', reason: '' },
}

function toBody(form: Form, version: string): Correction {
  const { name, phone, birthDate, endedHomeId, homeId, kind } = form
  return {
    ...{ version, reason: form.reason.trim(), isPhoneShared: form.isPhoneShared },
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(form.hasNoPhone ? { phone: null } : phone === '' ? {} : { phone }),
    ...(birthDate === '' ? {} : { birthDate }),
    ...(homeId === '' ? {} : { home: { homeId, kind } }),
    ...(endedHomeId === '' ? {} : { endedHomeId }),
  }
}

function findMissing({ phone, hasNoPhone, reason, ...rest }: Form): string | undefined {
  if (phone !== '' && !/^1\d{10}$/.test(phone)) return '手机号是 11 位数字，请看看有没有写错。'
  const values = [rest.name.trim(), phone, rest.birthDate, rest.homeId, rest.endedHomeId]
  if (!hasNoPhone && values.every((value) => value === '')) return '请填要改的那一项，别的空着。'
  return reason.trim().length < 4 ? '请写明原因，比如：本人拿户口本来更正。' : undefined
}

interface CorrectionSheetProps {
  person: RegisterRecord
  community: string
  onDone: () => void
  /** Somebody was quicker: what is shown is old. */
  onStale: () => void
  onClose: () => void
}

/** What is wrong in the register is set right: only what is filled in changes. */
export function CorrectionSheet({ person, community, onDone, onStale, onClose }: CorrectionSheetProps) {
  const form = useDraft<Form>(`register:correct:${person.id}`, empty)
  const { value, change, clear, draftKey } = form
  const { run, isBusy, problem, error } = useAction()
  const missing = findMissing(value)
  const save = () =>
    run(async () => {
      const body = toBody(value, person.version)
      await sendOnce(draftKey, (key) => correctPerson(person.id, body, key)).catch((cause: unknown) => {
        onStale()
        throw cause
      })
      clear()
      onDone()
    })
  return (
    <FormSheet
      problem={problem}
      title="改正登记"
      onClose={onClose}
      submitText="保存"
      isBusy={isBusy}
      isDisabled={missing !== undefined}
      onSubmit={() => void save()}
    >
      <Text className="text-block text-soft">只填要改的，不改的空着。改以前的写法和原因会留下来。</Text>
      {error?.code === 'person.already_registered' && (
        <Button
          text="可能是同一个人"
          icon="people"
          onPress={() =>
            void Taro.navigateTo({ url: `/packages/families/pages/doubles/index?id=${person.id}` })
          }
        />
      )}
      <WhoFields value={value} change={change} isPhoneKnown={error?.code === 'person.phone_known'} />
      <HomeFields value={value} change={change} person={person} community={community} />
      <TextField
        label="原因"
        most={300}
        audience="社区工作人员"
        placeholder="比如：本人拿户口本来更正"
        value={value.reason}
        onChange={(reason) => {
          change({ reason })
        }}
      />
      {missing !== undefined && <Text className="text-block text-small text-soft">{missing}</Text>}
    </FormSheet>
  )
}

interface FieldsProps {
  value: Form
  change: (part: Partial<Form>) => void
}

function WhoFields({ value, change, isPhoneKnown }: FieldsProps & { isPhoneKnown: boolean }) {
  return (
    <>
      <TextField
        label="姓名改成"
        most={40}
        value={value.name}
        onChange={(name) => {
          change({ name })
        }}
      />
      {!value.hasNoPhone && (
        <TextField
          label="手机号改成"
          type="number"
          most={11}
          value={value.phone}
          onChange={(phone) => {
            change({ phone, isPhoneShared: false })
          }}
        />
      )}
      {(isPhoneKnown || value.isPhoneShared) && (
        <SwitchRow
          title="家里人共用这个号码"
          note="号码也登记在另一位居民名下；确实是两个人，才打开"
          isOn={value.isPhoneShared}
          onChange={(isPhoneShared) => {
            change({ isPhoneShared })
          }}
        />
      )}
      <SwitchRow
        title="现在没有手机号"
        isOn={value.hasNoPhone}
        onChange={(hasNoPhone) => {
          change({ hasNoPhone, phone: '' })
        }}
      />
      <DateField
        label="生日改成"
        value={value.birthDate}
        onChange={(birthDate) => {
          change({ birthDate })
        }}
      />
    </>
  )
}

function HomeFields({
  value,
  change,
  person,
  community,
}: FieldsProps & { person: RegisterRecord; community: string }) {
  return (
    <>
      {person.homes.map(({ homeId, label }) => (
        <SwitchRow
          key={homeId}
          title={`不再属于 ${label}`}
          isOn={value.endedHomeId === homeId}
          onChange={(isOn) => {
            change({ endedHomeId: isOn ? homeId : '' })
          }}
        />
      ))}
      <HomeChoice label="现在住哪一户" community={community} value={value} onChange={change} />
    </>
  )
}
