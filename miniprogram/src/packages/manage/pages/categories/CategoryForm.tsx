import type { CategoryPlace } from '@linli/shared/categories/category'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { SwitchRow } from '../../../../components/SwitchRow'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import {
  dropDefinition,
  saveDefinition,
  type CategoryContent,
  type Definition,
} from '../../../../services/rules'
import { ClockFields, isClockRight } from '../../components/ClockFields'

interface CategoryFormProps {
  area: string
  definition: Definition
  canEdit: boolean
  onDone: (message: string) => void
  /** It was not saved, perhaps because somebody else changed it: fetch the newest. */
  onRefused: () => void
}

const places: { value: CategoryPlace; label: string; note: string }[] = [
  { value: 'home', label: '居民家里', note: '按登记的住址' },
  { value: 'here', label: '就在这里', note: '按手机的位置' },
  { value: 'none', label: '不用地点', note: '比如问事情' },
]

/** One category as it counts here; saving makes it the area's own. */
export function CategoryForm({ area, definition, canEdit, onDone, onRefused }: CategoryFormProps) {
  const { code, areaCode, version, isOwn } = definition
  const key = `category:${area}:${code}:${areaCode}:${version}`
  const { value, change, clear } = useDraft(key, contentOf(definition))
  const { run, isBusy, problem } = useAction()
  const save = async () => {
    const isSaved = await run(async () => {
      await saveDefinition(area, code, value, isOwn ? version : undefined)
      clear()
      onDone(`“${value.name}”已按本级的设置办，新提的诉求马上用。`)
    })
    if (!isSaved) onRefused()
  }
  return (
    <Card>
      <View className="stack-loose">
        <Text className="text-block text-large text-strong">{definition.name}</Text>
        <Text className="text-block text-soft">
          {isOwn ? '本级自己的设置。' : `现在用${definition.areaName}的设置；保存后，本级用自己的。`}
        </Text>
        <CategoryFields value={value} onChange={change} />
        {problem !== undefined && <ErrorNotice message={problem} />}
        {canEdit ? (
          <Button
            text="保存"
            kind="primary"
            isBlock
            isBusy={isBusy}
            isDisabled={!isClockRight(value.clock)}
            onPress={() => void save()}
          />
        ) : (
          <Text className="text-block text-soft">您可以看，修改请找书记或上级。</Text>
        )}
        {canEdit && isOwn && <DropButton area={area} definition={definition} onDone={onDone} />}
      </View>
    </Card>
  )
}

interface CategoryFieldsProps {
  value: CategoryContent
  onChange: (part: Partial<CategoryContent>) => void
}

function CategoryFields({ value, onChange }: CategoryFieldsProps) {
  const mayBePublic = !value.isSensitive && !value.isComplaint
  return (
    <>
      <View className="list">
        <SwitchRow
          title="受理这类事"
          note="关掉后，居民看不到这个按钮，已经提的照常办"
          isOn={!value.isClosed}
          onChange={(isOpen) => {
            onChange({ isClosed: !isOpen })
          }}
        />
        <SwitchRow
          title="公共地方的事"
          note={mayBePublic ? '邻居能看到同类的事，一起跟进' : '健康、家庭、纠纷和投诉不能给邻居看到'}
          isOn={value.isPublicPlace}
          isDisabled={!mayBePublic}
          onChange={(isPublicPlace) => {
            onChange({ isPublicPlace })
          }}
        />
      </View>
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
    </>
  )
}

function DropButton({ area, definition, onDone }: Omit<CategoryFormProps, 'canEdit' | 'onRefused'>) {
  const [isAsking, setIsAsking] = useState(false)
  const { run, isBusy, problem } = useAction()
  const drop = async () => {
    await run(async () => {
      await dropDefinition(area, definition.code)
      onDone(`“${definition.name}”改用上级的设置了。`)
    })
    setIsAsking(false)
  }
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="取消本级的设置，用上级的"
        isBlock
        onPress={() => {
          setIsAsking(true)
        }}
      />
      <ConfirmSheet
        title={`“${definition.name}”用上级的设置`}
        message="本级的时限、地点和开关都会去掉。已经提的诉求不变。"
        confirmText="用上级的"
        isDanger
        isOpen={isAsking}
        isBusy={isBusy}
        onConfirm={() => void drop()}
        onClose={() => {
          setIsAsking(false)
        }}
      />
    </View>
  )
}

/** What staff write, without what the server adds. */
function contentOf(definition: Definition): CategoryContent {
  const { name, icon, group, order, kind, isTile, place, isPublicPlace, isDanger, phones } = definition
  const { isSensitive, isComplaint, isVolunteerSuitable, priority, asks, clock, isClosed } = definition
  return {
    ...{ name, icon, group, order, kind, isTile, place, isPublicPlace, isDanger, phones },
    ...{ isSensitive, isComplaint, isVolunteerSuitable, priority, asks, clock, isClosed },
  }
}
