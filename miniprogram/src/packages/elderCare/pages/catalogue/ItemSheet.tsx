import { areaLevelOf } from '@linli/shared/areas/areas'
import { photoRules, type PhotoRule } from '@linli/shared/elderCare/serviceItem'
import { Text } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../../components/ChoiceList'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { putServiceItem, type CareItem } from '../../../../services/elderCare'
import { ItemUnitsRow } from './ItemUnitsRow'
import { ReturnButton } from './ReturnButton'
import { findItemProblem, toItemContent, toItemForm, type ItemForm } from './itemForm'
import { CancelFields, DoerFields, LeadFields, NextFields, PriceFields, ProofFields } from './ItemFields'

const photoNames: Record<PhotoRule, string> = { never: '不拍照', result: '只拍结果', allowed: '可以拍' }

interface ItemSheetProps {
  area: string
  item: CareItem
  /** All of the area. */
  items: readonly CareItem[]
  onDone: (message: string) => void
  onClose: () => void
}

/** How this area does one item. Changing what comes from above makes a definition of its own. */
export function ItemSheet({ area, item, items, onDone, onClose }: ItemSheetProps) {
  const [form, setForm] = useState(() => toItemForm(item))
  const { run, isBusy, problem } = useAction()
  const isOwn = item.areaCode === area
  const missing = findItemProblem(item, form)
  const change = (part: Partial<ItemForm>) => {
    setForm((before) => ({ ...before, ...part }))
  }
  const save = () =>
    run(async () => {
      const content = toItemContent(form)
      await putServiceItem(area, item.code, { content, ...(isOwn ? { version: item.version } : {}) })
      onDone(`${item.name}已保存，这里从现在起按它办。`)
    })
  return (
    <FormSheet
      title={item.name}
      onClose={onClose}
      submitText="保存"
      isBusy={isBusy}
      isDisabled={missing !== undefined}
      problem={problem}
      onSubmit={() => void save()}
    >
      {!isOwn && (
        <Text className="text-block text-soft">
          现在用的是{item.areaName}的做法，保存后这里有自己的做法。
        </Text>
      )}
      <ItemUnitsRow area={area} item={item} />
      <TextField
        label="名称"
        value={form.name}
        most={40}
        onChange={(name) => {
          change({ name })
        }}
      />
      <PriceFields form={form} onChange={change} />
      <DoerFields form={form} onChange={change} />
      <LeadFields item={item} form={form} onChange={change} />
      <CancelFields form={form} onChange={change} />
      <NextFields form={form} others={items.filter(({ code }) => code !== item.code)} onChange={change} />
      <ProofFields item={item} form={form} onChange={change} />
      {item.isIntimate ? (
        <Text className="text-block">这一项接触身体，任何时候都不拍照。</Text>
      ) : (
        <ChoiceList
          label="拍照"
          options={photoRules.map((value) => ({ value, label: photoNames[value] }))}
          value={form.photo}
          onChange={(photo) => {
            change({ photo })
          }}
        />
      )}
      <SwitchRow
        title="可以每周自动约"
        isOn={form.canRecur}
        onChange={(canRecur) => {
          change({ canRecur })
        }}
      />
      <SwitchRow
        title="暂停"
        note="暂停后居民看不到这一项"
        isOn={form.isClosed}
        onChange={(isClosed) => {
          change({ isClosed })
        }}
      />
      {missing !== undefined && <Text className="text-block text-small text-soft">{missing}</Text>}
      {isOwn && areaLevelOf(area) !== 'district' && <ReturnButton area={area} item={item} onDone={onDone} />}
    </FormSheet>
  )
}
