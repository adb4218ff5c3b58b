import { keepingNames, temperatureStageNames } from '@linli/shared/elderCare/foodRecord'
import { formatClock } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { ActionBar } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import type { FoodDay, FoodRecordInput } from '../../../../services/foodRecords'
import { SampleSheet } from './SampleSheet'
import { TemperatureSheet } from './TemperatureSheet'

type Meal = FoodDay['meals'][number]

interface MealRecordsProps {
  /** Names the meal, so that words begun for it are found again. */
  formKey: string
  meal: Meal
  dishes: readonly string[]
  /** Whether something may still be added to this day's meal. */
  mayAdd: boolean
  mayWrite: boolean
  onWrite: (body: FoodRecordInput, draftKey?: string) => Promise<void>
}

/** One meal: what is missing before the boxes leave, then what was written down. */
export function MealRecords({ formKey, meal, dishes, mayAdd, mayWrite, onWrite }: MealRecordsProps) {
  const [sheet, setSheet] = useState<'sample' | 'temperature'>()
  const common = {
    ...{ formKey, dishes },
    onSend: onWrite,
    onClose: () => {
      setSheet(undefined)
    },
  }
  const strike = mayWrite
    ? (entryId: string, reason: string) => onWrite({ action: 'strike', entryId, reason })
    : undefined
  return (
    <Section title={meal.portions > 0 ? `${meal.name}，${meal.portions} 份` : meal.name}>
      <View className="stack">
        {meal.leaveByText !== undefined && <Text className="text-block text-soft">{meal.leaveByText}</Text>}
        <View className="row-wrap">
          {meal.missing.map((word) => (
            <Tag key={word} text={`还没有记：${word}`} tone="danger" icon="warning" />
          ))}
          {meal.portions > 0 && meal.missing.length === 0 && (
            <Tag text="出发前要记的都有了" tone="success" icon="check" />
          )}
        </View>
        {mayAdd && (
          <View className="row-wrap">
            <Button
              text="记留样"
              kind="primary"
              icon="edit"
              onPress={() => {
                setSheet('sample')
              }}
            />
            <Button
              text="记温度"
              icon="edit"
              onPress={() => {
                setSheet('temperature')
              }}
            />
          </View>
        )}
        {meal.samples.map((sample) => (
          <Entry key={sample.id} entry={sample} onStrike={sample.disposed ? undefined : strike}>
            <Text className="text-block text-strong">
              留样 {sample.dish} {sample.grams} 克
            </Text>
            <Text className="text-block text-soft">
              {sample.disposed
                ? `${formatClock(new Date(sample.disposed.at))} ${sample.disposed.by}处理掉了`
                : sample.keepText}
            </Text>
          </Entry>
        ))}
        {meal.temperatures.map((each) => (
          <Entry key={each.id} entry={each} onStrike={strike}>
            <View className="row-between">
              <Text className="text-strong grow">
                {each.dish} {each.celsius}℃
              </Text>
              <Tag
                text={each.isSafe ? '合格' : '不合格'}
                tone={each.isSafe ? 'success' : 'danger'}
                icon={each.isSafe ? 'check' : 'warning'}
              />
            </View>
            <Text className="text-block text-soft">
              {temperatureStageNames[each.stage]}，{keepingNames[each.keeping]}
            </Text>
            {each.measure !== undefined && <Text className="text-block">处理：{each.measure}</Text>}
          </Entry>
        ))}
      </View>
      {sheet === 'sample' && <SampleSheet {...common} />}
      {sheet === 'temperature' && <TemperatureSheet {...common} />}
    </Section>
  )
}

interface EntryProps {
  entry: Pick<Meal['samples'][number], 'id' | 'at' | 'by' | 'struck'>
  onStrike: ((entryId: string, reason: string) => Promise<void>) | undefined
  children: ReactNode
}

/** Who wrote it and when; what was struck out stays to be read. */
function Entry({ entry, onStrike, children }: EntryProps) {
  const { id, at, by, struck } = entry
  return (
    <Card>
      <View className="stack-tight">
        {children}
        <Text className="text-block text-small text-soft">
          {formatClock(new Date(at))}，{by}
        </Text>
        {struck && (
          <Text className="text-block">
            已作废（{struck.by}）：{struck.reason}
          </Text>
        )}
        {!struck && onStrike && (
          <ActionBar
            formKey={`strike:${id}`}
            actions={[
              {
                action: 'strike',
                text: '记错了，作废',
                kind: 'quiet',
                ask: { text: { label: '错在哪里', isRequired: true, most: 300 } },
              },
            ]}
            onAct={(_, { text = '' }) => onStrike(id, text)}
          />
        )}
      </View>
    </Card>
  )
}
