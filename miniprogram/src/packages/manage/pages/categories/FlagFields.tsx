import { emergencyNumbers } from '@linli/shared/safety/sos'
import { View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextField } from '../../../../components/TextField'
import type { CategoryContent } from '../../../../services/rules'
import type { CategoryPartProps } from './BasicFields'
import { mostPhones, withFlags } from './categoryDraft'

type Flag = 'isTile' | 'isPublicPlace' | 'isDanger' | 'isSensitive' | 'isComplaint' | 'isVolunteerSuitable'

const flags: readonly { name: Flag; title: string; note: string }[] = [
  { name: 'isTile', title: '放在首页', note: '关掉后只有工作人员登记时能选' },
  { name: 'isPublicPlace', title: '公共地方的事', note: '邻居能看到同类的事，一起跟进' },
  { name: 'isSensitive', title: '私密的事', note: '健康、家庭、纠纷、照护，绝不给别的居民看到' },
  { name: 'isComplaint', title: '反映人或单位', note: '先问反映谁，交给他的上级办' },
  { name: 'isVolunteerSuitable', title: '志愿者可以办', note: '能放进志愿者的任务里' },
  { name: 'isDanger', title: '有危险的事', note: '先请居民打电话，再受理，不等撤回时间' },
]

/** Who sees it, who may do it, and whether the phone comes first. */
export function FlagFields({ value, onChange }: CategoryPartProps) {
  const mayBePublic = !value.isSensitive && !value.isComplaint
  return (
    <View className="stack">
      <View className="list">
        <SwitchRow
          title="受理这类事"
          note="关掉后，居民看不到这个按钮，已经提的照常办"
          isOn={!value.isClosed}
          onChange={(isOpen) => {
            onChange({ isClosed: !isOpen })
          }}
        />
        {flags.map(({ name, title, note }) => (
          <SwitchRow
            key={name}
            title={title}
            note={name === 'isPublicPlace' && !mayBePublic ? '私密的事和反映人的事，不能给邻居看到' : note}
            isOn={value[name]}
            isDisabled={name === 'isPublicPlace' && !mayBePublic}
            onChange={(isOn) => {
              onChange(withFlags(value, { [name]: isOn }))
            }}
          />
        ))}
      </View>
      {value.isDanger && (
        <PhoneFields
          phones={value.phones}
          onChange={(phones) => {
            onChange({ phones })
          }}
        />
      )}
    </View>
  )
}

type Phone = CategoryContent['phones'][number]

interface PhoneFieldsProps {
  phones: readonly Phone[]
  onChange: (phones: Phone[]) => void
}

/** Whom to call first, in the order in which they stand. */
function PhoneFields({ phones, onChange }: PhoneFieldsProps) {
  const set = (place: number, part: Partial<Phone>) => {
    onChange(phones.map((phone, i) => (i === place ? { ...phone, ...part } : phone)))
  }
  const offered = emergencyNumbers.filter(({ number }) => !phones.some((phone) => phone.number === number))
  return (
    <View className="stack">
      <View className="field-label">先打哪个电话</View>
      {phones.map((phone, place) => (
        <View key={place} className="stack">
          <TextField
            label={`第 ${place + 1} 个电话的名称`}
            most={20}
            value={phone.name}
            onChange={(name) => {
              set(place, { name })
            }}
          />
          <TextField
            label={`第 ${place + 1} 个电话的号码`}
            most={20}
            value={phone.number}
            onChange={(number) => {
              set(place, { number })
            }}
          />
          <Button
            text={`去掉第 ${place + 1} 个电话`}
            icon="minus"
            kind="quiet"
            onPress={() => {
              onChange(phones.filter((_, i) => i !== place))
            }}
          />
        </View>
      ))}
      {phones.length < mostPhones && (
        <View className="action-bar">
          {[...offered, { name: '', number: '' }].map((phone) => (
            <Button
              key={phone.number}
              text={phone.number === '' ? '加别的电话' : `加 ${phone.number}`}
              icon="plus"
              onPress={() => {
                onChange([...phones, phone])
              }}
            />
          ))}
        </View>
      )}
    </View>
  )
}
