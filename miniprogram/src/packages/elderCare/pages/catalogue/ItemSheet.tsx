import { photoRules, type PhotoRule } from '@linli/shared/elderCare/serviceItem'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Sheet } from '../../../../components/Sheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { putServiceItem, type CareItem, type CareItemContent } from '../../../../services/elderCare'

const photoNames: Record<PhotoRule, string> = { never: '不拍照', result: '只拍结果', allowed: '可以拍' }

interface ItemSheetProps {
  area: string
  item: CareItem
  onDone: () => void
  onClose: () => void
}

const toYuan = (fen: number): string => String(fen / 100)
const toFen = (yuan: string): number => Math.round(Number(yuan) * 100)

function contentOf(item: CareItem): CareItemContent {
  const { name, unitName, minutes, licence, doers, proofs, photo, checklist, receiptName } = item
  const { lead, priceFen, deliveryFen, priceNote, canRecur, cancel, isClosed } = item
  return {
    ...{ name, unitName, minutes, doers, proofs, photo, checklist, lead, priceFen, deliveryFen },
    ...{ canRecur, cancel, isClosed },
    ...(licence === undefined ? {} : { licence }),
    ...(receiptName === undefined ? {} : { receiptName }),
    ...(priceNote === undefined ? {} : { priceNote }),
  }
}

/** How this area does one item. Changing what comes from above makes a definition of its own. */
export function ItemSheet({ area, item, onDone, onClose }: ItemSheetProps) {
  const [name, setName] = useState(item.name)
  const [price, setPrice] = useState(toYuan(item.priceFen))
  const [minutes, setMinutes] = useState(String(item.minutes))
  const [fee, setFee] = useState(String(item.cancel.feePercent))
  const [checklist, setChecklist] = useState(item.checklist.join('\n'))
  const [photo, setPhoto] = useState<PhotoRule>(item.photo)
  const [canRecur, setCanRecur] = useState(item.canRecur)
  const [isClosed, setIsClosed] = useState(item.isClosed)
  const { run, isBusy, problem } = useAction()
  const isOwn = item.areaCode === area
  const lines = checklist
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const save = () =>
    run(async () => {
      const content: CareItemContent = {
        ...contentOf(item),
        ...{ name: name.trim(), priceFen: toFen(price), minutes: Number(minutes), photo, canRecur, isClosed },
        ...{ checklist: lines, cancel: { ...item.cancel, feePercent: Number(fee) } },
      }
      await putServiceItem(area, item.code, { content, ...(isOwn ? { version: item.version } : {}) })
      onDone()
    })
  return (
    <Sheet
      title={item.name}
      isOpen
      onClose={onClose}
      footer={<Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />}
    >
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        {!isOwn && (
          <Text className="text-block text-soft">
            现在用的是{item.areaName}的做法，保存后这里有自己的做法。
          </Text>
        )}
        <TextField label="名称" value={name} most={40} onChange={setName} />
        <TextField label="价格（元）" type="digit" value={price} most={8} onChange={setPrice} />
        <TextField label="要多少分钟" type="number" value={minutes} most={4} onChange={setMinutes} />
        <TextField label="晚取消收百分之几" type="number" value={fee} most={3} onChange={setFee} />
        <Text className="text-block text-small text-soft">{item.cancelText}</Text>
        <TextArea label="逐项核对的内容（一行一项）" value={checklist} most={600} onChange={setChecklist} />
        {item.isIntimate ? (
          <Text className="text-block">这一项接触身体，任何时候都不拍照。</Text>
        ) : (
          <ChoiceList
            label="拍照"
            options={photoRules.map((value) => ({ value, label: photoNames[value] }))}
            value={photo}
            onChange={setPhoto}
          />
        )}
        <SwitchRow title="可以每周自动约" isOn={canRecur} onChange={setCanRecur} />
        <SwitchRow title="暂停" note="暂停后居民看不到这一项" isOn={isClosed} onChange={setIsClosed} />
      </View>
    </Sheet>
  )
}
