import {
  doerKinds,
  doerNames,
  licenceNames,
  licences,
  proofNames,
  proofs,
  type CancelRule,
  type Lead,
} from '@linli/shared/elderCare/serviceItem'
import { View } from '@tarojs/components'
import { ChoiceList } from '../../../../components/ChoiceList'
import { MultiChoice } from '../../../../components/MultiChoice'
import { SearchChoice } from '../../../../components/SearchChoice'
import { TextArea, TextField } from '../../../../components/TextField'
import type { CareItem } from '../../../../services/elderCare'
import { chooseLead, type ItemForm } from './itemForm'

interface FieldsProps {
  form: ItemForm
  onChange: (part: Partial<ItemForm>) => void
}

export function PriceFields({ form, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        label="价格（元）"
        name="priceFen"
        type="digit"
        value={form.price}
        most={8}
        onChange={(price) => {
          onChange({ price })
        }}
      />
      <TextField
        label="送上门另加（元）"
        name="deliveryFen"
        type="digit"
        value={form.delivery}
        most={8}
        onChange={(delivery) => {
          onChange({ delivery })
        }}
      />
      <TextField
        label="价钱旁边的说明（可以不写）"
        value={form.priceNote}
        most={40}
        onChange={(priceNote) => {
          onChange({ priceNote })
        }}
      />
      <TextField
        label="一次叫什么（份、次、小时）"
        value={form.unitName}
        most={8}
        onChange={(unitName) => {
          onChange({ unitName })
        }}
      />
      <TextField
        label="要多少分钟"
        type="number"
        value={form.minutes}
        most={4}
        onChange={(minutes) => {
          onChange({ minutes })
        }}
      />
    </>
  )
}

/** Who may do it: any one of these ways. What each must hold, and until when, stands with the unit's people. */
export function DoerFields({ form, onChange }: FieldsProps) {
  return (
    <View className="field">
      <View className="field-label">单位要有什么许可证</View>
      <ChoiceList
        label="单位要有什么许可证"
        options={[
          { value: '', label: '不需要' },
          ...licences.map((value) => ({ value, label: licenceNames[value] })),
        ]}
        value={form.licence}
        onChange={(licence) => {
          onChange({ licence })
        }}
      />
      <View className="field-label">谁能做：写几个人，不能做的写 0，有一种就行</View>
      {doerKinds.map((kind) => (
        <TextField
          key={kind}
          label={`${doerNames[kind]}（人）`}
          type="number"
          value={form.doers[kind] ?? '0'}
          most={1}
          onChange={(count) => {
            onChange({ doers: { ...form.doers, [kind]: count } })
          }}
        />
      ))}
    </View>
  )
}

/** What shows that it was done; an intimate item knows no photo. */
export function ProofFields({ item, form, onChange }: FieldsProps & { item: CareItem }) {
  const offered = proofs.filter((proof) => proof !== 'photo' || !item.isIntimate)
  return (
    <>
      <MultiChoice
        label="怎么证明做过了"
        options={offered.map((value) => ({ value, text: proofNames[value] }))}
        value={form.proofs}
        onChange={(chosen) => {
          onChange({ proofs: proofs.filter((proof) => chosen.includes(proof)) })
        }}
      />
      {form.proofs.includes('receipt') && (
        <TextField
          label="单据叫什么（预约号、药品清单）"
          value={form.receiptName}
          most={20}
          onChange={(receiptName) => {
            onChange({ receiptName })
          }}
        />
      )}
      <TextArea
        label="逐项核对的内容（一行一项）"
        value={form.checklist}
        most={600}
        onChange={(checklist) => {
          onChange({ checklist })
        }}
      />
    </>
  )
}

const leadTexts: Record<Lead['kind'], string> = {
  cutoff: '几天前的几点以前约（送餐）',
  hours: '提前几小时约',
  instant: '马上来（助急）',
}

/** By when it must be ordered. */
export function LeadFields({ item, form, onChange }: FieldsProps & { item: CareItem }) {
  const kind = form.leadKind
  return (
    <>
      <View className="field">
        <View className="field-label">什么时候以前约</View>
        <ChoiceList
          label="什么时候以前约"
          options={(Object.keys(leadTexts) as Lead['kind'][]).map((value) => ({
            value,
            label: leadTexts[value],
          }))}
          value={kind}
          onChange={(leadKind) => {
            onChange(chooseLead(item, leadKind))
          }}
        />
      </View>
      {kind === 'cutoff' && (
        <TextField
          label="提前几天约（当天写 0）"
          type="number"
          value={form.leadDays}
          most={1}
          onChange={(leadDays) => {
            onChange({ leadDays })
          }}
        />
      )}
      <TextField
        label={kind === 'cutoff' ? '几点前约' : kind === 'hours' ? '至少提前几小时约' : '多少分钟内到'}
        type={kind === 'cutoff' ? 'text' : 'number'}
        value={form.lead}
        most={5}
        onChange={(lead) => {
          onChange({ lead })
        }}
      />
    </>
  )
}

interface NextProps extends FieldsProps {
  /** All items of the area but this one. */
  others: readonly CareItem[]
}

/** What is done right after it for the same person, so that whoever plans sends the second when the first is over. */
export function NextFields({ form, others, onChange }: NextProps) {
  return (
    <>
      <SearchChoice
        label="做完接着做哪一项（比如洗完澡量血压）"
        options={others.map(({ code, name }) => ({ value: code, label: name }))}
        otherwise={[{ value: '', label: '没有' }]}
        value={form.nextCode}
        onChange={(nextCode) => {
          onChange({ nextCode })
        }}
      />
      {form.nextCode !== '' && (
        <TextField
          label="做完以后多少分钟内接着做"
          type="number"
          value={form.nextWithin}
          most={3}
          onChange={(nextWithin) => {
            onChange({ nextWithin })
          }}
        />
      )}
    </>
  )
}

const freeTexts: Record<CancelRule['freeUntil'], string> = {
  always: '随时可以免费取消',
  cutoff: '约的截止时间前免费取消',
  hoursBefore: '提前几小时免费取消',
  departure: '人出发前免费取消',
}

export function CancelFields({ form, onChange }: FieldsProps) {
  const options = (Object.keys(freeTexts) as CancelRule['freeUntil'][]).map((value) => ({
    value,
    label: freeTexts[value],
  }))
  return (
    <>
      <View className="field">
        <View className="field-label">取消</View>
        <ChoiceList
          label="取消"
          options={options}
          value={form.freeUntil}
          onChange={(freeUntil) => {
            onChange({ freeUntil })
          }}
        />
      </View>
      {form.freeUntil === 'hoursBefore' && (
        <TextField
          label="提前几小时"
          type="number"
          value={form.freeHours}
          most={3}
          onChange={(freeHours) => {
            onChange({ freeHours })
          }}
        />
      )}
      {form.freeUntil !== 'always' && (
        <TextField
          label="晚取消收百分之几（生病、住院一律不收）"
          type="number"
          value={form.fee}
          most={3}
          onChange={(fee) => {
            onChange({ fee })
          }}
        />
      )}
    </>
  )
}
