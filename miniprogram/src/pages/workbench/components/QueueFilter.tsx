import { View } from '@tarojs/components'
import type { NeedState } from '@linli/shared/needs/need.state'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ChoiceList } from '../../../components/ChoiceList'
import { Section } from '../../../components/Section'
import { Sheet } from '../../../components/Sheet'
import { useRemote } from '../../../hooks/useRemote'
import { listCategories } from '../../../services/categories'

/** Which needs of a list are shown; absent means all. */
export interface Filter {
  state?: NeedState | undefined
  category?: string | undefined
  isOverdue?: true | undefined
}

const states: readonly { value: NeedState; label: string }[] = [
  { value: 'assigned', label: '等接单' },
  { value: 'accepted', label: '办理中' },
  { value: 'awaitingResident', label: '等居民补充' },
  { value: 'onHold', label: '已挂账' },
  { value: 'resolved', label: '等居民确认' },
  { value: 'closed', label: '已办结' },
]

interface QueueFilterProps {
  filter: Filter
  /** Whose categories can be chosen; without it they cannot. */
  area: string | undefined
  onChange: (filter: Filter) => void
}

/** One button that says what is left out, and opens what can be chosen. */
export function QueueFilter({ filter, area, onChange }: QueueFilterProps) {
  const [isOpen, setIsOpen] = useState(false)
  const categories = useRemote(`filter:${area ?? ''}`, async () =>
    area === undefined ? [] : (await listCategories(area, false)).items,
  )
  const options = (categories.data ?? []).map(({ code, name }) => ({ value: code, label: name }))
  return (
    <View>
      <Button
        text={describeFilter(filter, options)}
        icon="filter"
        kind="quiet"
        onPress={() => {
          setIsOpen(true)
        }}
      />
      <Sheet
        title="筛选"
        isOpen={isOpen}
        onClose={() => {
          setIsOpen(false)
        }}
        footer={
          <FilterFoot
            onClear={() => {
              onChange({})
              setIsOpen(false)
            }}
            onDone={() => {
              setIsOpen(false)
            }}
          />
        }
      >
        <FilterFields filter={filter} categories={options} onChange={onChange} />
      </Sheet>
    </View>
  )
}

function FilterFoot({ onClear, onDone }: { onClear: () => void; onDone: () => void }) {
  return (
    <View className="action-bar">
      <Button text="看全部" onPress={onClear} />
      <Button text="好了" kind="primary" onPress={onDone} />
    </View>
  )
}

interface FilterFieldsProps {
  filter: Filter
  categories: readonly { value: string; label: string }[]
  onChange: (filter: Filter) => void
}

const all = { value: '', label: '全部' } as const

function FilterFields({ filter, categories, onChange }: FilterFieldsProps) {
  return (
    <View className="stack">
      <Section title="时间">
        <ChoiceList
          label="时间"
          options={[all, { value: 'overdue', label: '只看超时的' }]}
          value={filter.isOverdue ? 'overdue' : ''}
          onChange={(value) => {
            onChange({ ...filter, isOverdue: value === 'overdue' ? true : undefined })
          }}
        />
      </Section>
      <Section title="办到哪一步">
        <ChoiceList<NeedState | ''>
          label="办到哪一步"
          options={[all, ...states]}
          value={filter.state ?? ''}
          onChange={(value) => {
            onChange({ ...filter, state: value === '' ? undefined : value })
          }}
        />
      </Section>
      {categories.length > 0 && (
        <Section title="类别">
          <ChoiceList<string>
            label="类别"
            options={[all, ...categories]}
            value={filter.category ?? ''}
            onChange={(value) => {
              onChange({ ...filter, category: value === '' ? undefined : value })
            }}
          />
        </Section>
      )}
    </View>
  )
}

function describeFilter(
  { state, category, isOverdue }: Filter,
  categories: readonly { value: string; label: string }[],
): string {
  const parts = [
    isOverdue && '超时的',
    states.find(({ value }) => value === state)?.label,
    categories.find(({ value }) => value === category)?.label,
  ].filter(Boolean)
  return parts.length === 0 ? '筛选' : `只看：${parts.join('、')}`
}
