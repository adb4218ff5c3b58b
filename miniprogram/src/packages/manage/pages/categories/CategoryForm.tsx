import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import {
  dropDefinition,
  listRules,
  saveDefinition,
  type CategoryContent,
  type Definition,
} from '../../../../services/rules'
import { AskFields } from './AskFields'
import { BasicFields } from './BasicFields'
import { contentOf, findFault, makeCategory, tidy, type CategoryDraft } from './categoryDraft'
import { FlagFields } from './FlagFields'

interface CategoryFormProps {
  area: string
  /** Absent: a new one. */
  definition: Definition | undefined
  /** All that count here. */
  all: readonly Definition[]
  onDone: (message: string, code: string) => void
  /** It was not saved, perhaps because somebody else changed it: fetch the newest. */
  onRefused: () => void
}

/** One category as it counts here; saving makes it the area's own. */
export function CategoryForm({ area, definition, all, onDone, onRefused }: CategoryFormProps) {
  const key = definition ? `${definition.code}:${definition.areaCode}:${definition.version}` : 'new'
  const [start] = useState<CategoryDraft>(() => definition ?? makeCategory(all))
  const { value, change, clear } = useDraft(`category:${area}:${key}`, {
    code: start.code,
    ...contentOf(start),
  })
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const rulesByAsk = useRulesByAsk(area)
  const content = tidy(contentOf(value))
  const fault = findFault(content)
  // The code of a new one is kept with what is typed: sent again after a lost answer, it is the same category.
  const edit = (part: Partial<CategoryContent>) => {
    change({ ...part, code: value.code })
  }
  const save = async () => {
    setIsChecked(true)
    if (fault !== undefined) return
    const isSaved = await run(async () => {
      const version = definition?.isOwn === true ? definition.version : undefined
      await saveDefinition(area, value.code, content, version)
      clear()
      onDone(`“${content.name}”已保存，新提的诉求马上用。`, value.code)
    })
    if (!isSaved) onRefused()
  }
  return (
    <View className="stack-loose">
      <Card>
        <View className="stack-loose">
          <Text className="text-block text-large text-strong">{definition?.name ?? '新的类别'}</Text>
          <Text className="text-block text-soft">{describeOrigin(definition)}</Text>
          <BasicFields
            value={value}
            groups={[...new Set(all.map(({ group }) => group))]}
            isNew={!definition}
            onChange={edit}
          />
        </View>
      </Card>
      <Section title="谁能看、谁能办">
        <FlagFields value={value} onChange={edit} />
      </Section>
      <Section title="还要问什么">
        <AskFields
          asks={value.asks}
          rulesByAsk={rulesByAsk}
          onChange={(asks) => {
            edit({ asks })
          }}
        />
      </Section>
      {isChecked && fault !== undefined && <ErrorNotice message={fault} />}
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      <Text className="text-block text-small text-soft">还没保存的内容会留在这台设备上。</Text>
      {definition?.isOwn === true && definition.hasAbove && (
        <DropButton area={area} definition={definition} onDone={onDone} />
      )}
    </View>
  )
}

function describeOrigin(definition: Definition | undefined): string {
  if (!definition) return '保存后，居民在首页就能看到这个按钮。'
  if (definition.isOwn) return '本级自己的设置。'
  return `现在用${definition.areaName}的设置；保存后，本级用自己的。`
}

/** Which rules look at which question, so that nobody takes one out unawares. */
function useRulesByAsk(area: string): ReadonlyMap<string, readonly string[]> {
  const { data } = useRemote(`rules:${area}`, () => listRules(area))
  const found = new Map<string, string[]>()
  for (const { name, conditions } of data?.items ?? [])
    for (const { key } of conditions.answers) found.set(key, [...(found.get(key) ?? []), name])
  return found
}

interface DropButtonProps {
  area: string
  definition: Definition
  onDone: CategoryFormProps['onDone']
}

function DropButton({ area, definition, onDone }: DropButtonProps) {
  const [isAsking, setIsAsking] = useState(false)
  const { run, isBusy, problem } = useAction()
  const drop = async () => {
    await run(async () => {
      await dropDefinition(area, definition.code)
      onDone(`“${definition.name}”改用上级的设置了。`, definition.code)
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
        message="本级写的名字、图标、时限、题目和开关都会去掉。已经提的诉求不变。"
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
