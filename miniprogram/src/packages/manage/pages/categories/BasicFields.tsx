import type { CategoryPlace } from '@linli/shared/categories/category'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../../components/ChoiceList'
import { Icon } from '../../../../components/Icon'
import { Pressable } from '../../../../components/Pressable'
import { TextField } from '../../../../components/TextField'
import { roleProps } from '../../../../platform/keyboard'
import type { CategoryContent } from '../../../../services/rules'
import { ClockFields } from '../../components/ClockFields'
import { categoryIcons } from './categoryIcons'

export interface CategoryPartProps {
  value: CategoryContent
  onChange: (part: Partial<CategoryContent>) => void
}

const places: { value: CategoryPlace; label: string; note: string }[] = [
  { value: 'home', label: '居民家里', note: '按登记的住址' },
  { value: 'here', label: '就在这里', note: '按手机的位置' },
  { value: 'none', label: '不用地点', note: '比如问事情' },
]
const kinds = [
  { value: 'request' as const, label: '要人去办', note: '派单、上门、办结' },
  { value: 'consultation' as const, label: '问事情', note: '办事指南里有的马上回答' },
]
const priorities = [
  { value: 'urgent' as const, label: '紧急', note: '人身和财产安全' },
  { value: 'high' as const, label: '优先' },
  { value: 'normal' as const, label: '一般' },
  { value: 'low' as const, label: '不急' },
]

interface BasicFieldsProps extends CategoryPartProps {
  /** Headings that stand on the home page already. */
  groups: readonly string[]
  /** What it is stays as it was for a category that people use. */
  isNew: boolean
}

/** Name, picture, place and time: what the tile is and what it promises. */
export function BasicFields({ value, onChange, groups, isNew }: BasicFieldsProps) {
  return (
    <>
      <TextField
        label="按钮上的名字"
        hint="最多 12 个字，居民一看就懂。"
        most={12}
        value={value.name}
        onChange={(name) => {
          onChange({ name })
        }}
      />
      <IconField
        value={value.icon}
        onChange={(icon) => {
          onChange({ icon })
        }}
      />
      <GroupField
        groups={groups}
        value={value.group}
        onChange={(group) => {
          onChange({ group })
        }}
      />
      <TextField
        label="排序"
        hint="数字小的在前。首页先放前 12 个，长辈版先放前 6 个。"
        type="number"
        most={4}
        value={String(value.order)}
        onChange={(text) => {
          onChange({ order: Number(text.replace(/\D/g, '')) })
        }}
      />
      {isNew && (
        <>
          <View className="field-label">是什么事</View>
          <ChoiceList
            label="是什么事"
            options={kinds}
            value={value.kind}
            onChange={(kind) => {
              onChange({ kind, ...(kind === 'consultation' ? { place: 'none' as const } : {}) })
            }}
          />
        </>
      )}
      <View className="field-label">在哪里</View>
      <ChoiceList
        label="在哪里"
        options={places}
        value={value.place}
        onChange={(place) => {
          onChange({ place })
        }}
      />
      <ClockFields
        clock={value.clock}
        onChange={(clock) => {
          onChange({ clock })
        }}
      />
      <View className="field-label">有多急</View>
      <ChoiceList
        label="有多急"
        options={priorities}
        value={value.priority}
        onChange={(priority) => {
          onChange({ priority })
        }}
      />
    </>
  )
}

interface TextChoiceProps {
  value: string
  onChange: (value: string) => void
}

function IconField({ value, onChange }: TextChoiceProps) {
  return (
    <View className="field">
      <Text className="field-label">图标</Text>
      <View className="row-wrap" {...roleProps('radiogroup')} aria-label="图标">
        {categoryIcons.map(({ name, text }) => (
          <Pressable
            key={name}
            role="radio"
            className="filter"
            isSelected={name === value}
            onPress={() => {
              onChange(name)
            }}
          >
            <Icon name={name} />
            <Text>{text}</Text>
          </Pressable>
        ))}
      </View>
    </View>
  )
}

const other = ''

/** One of the headings there are, or a new one. */
function GroupField({ groups, value, onChange }: TextChoiceProps & { groups: readonly string[] }) {
  const [isOther, setIsOther] = useState(!groups.includes(value))
  return (
    <View className="stack">
      <View className="field-label">放在哪一组</View>
      <ChoiceList
        label="放在哪一组"
        options={[
          ...groups.map((group) => ({ value: group, label: group })),
          { value: other, label: '新的一组' },
        ]}
        value={isOther ? other : value}
        onChange={(group) => {
          setIsOther(group === other)
          onChange(group)
        }}
      />
      {isOther && <TextField label="新的一组叫什么" most={12} value={value} onChange={onChange} />}
    </View>
  )
}
