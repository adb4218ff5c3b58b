import { addDays, formatDay, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Meal } from '@linli/shared/elderCare/foodRecord'
import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { saveFile } from '../../../../platform/files'
import {
  fetchFoodSheet,
  getFoodRecords,
  writeFoodRecord,
  type FoodDay,
  type FoodRecordInput,
} from '../../../../services/foodRecords'
import { useMembership } from '../../../../stores/session'
import { MealRecords } from './MealRecords'

/** What a kitchen writes down of each meal: samples kept for 48 hours, and temperatures. */
export default function FoodRecordsPage() {
  const membership = useMembership()
  const { unit = membership?.unitId, day } = useRouter().params
  return (
    <AppPage title="留样和温度">
      {unit === undefined ? (
        <EmptyState icon="lock" title="这一页给食堂的人员用" />
      ) : (
        <FoodRecords unit={unit} start={day} />
      )}
    </AppPage>
  )
}

function FoodRecords({ unit, start }: { unit: string; start: string | undefined }) {
  const today = toShanghaiDay(new Date())
  const [day, setDay] = useState(start ?? today)
  const [outgoingId, setOutgoingId] = useState<string>()
  const remote = useRemote(`foodRecords:${unit}:${day}`, () => getFoodRecords(unit, day))
  useLive('queue.changed', remote.reload)
  const near = [0, -1, -2, -3].map((offset) => addDays(today, offset))
  const days = near.includes(day) ? near : [day, ...near]
  const write = async (onDay: string, meal: Meal, body: FoodRecordInput, draftKey?: string) => {
    const { id, done } = writeFoodRecord({ id: unit, day: onDay, meal }, body, draftKey)
    setOutgoingId(id)
    try {
      await done
    } finally {
      remote.reload()
    }
  }
  return (
    <View className="stack-loose">
      <FilterBar
        label="哪一天"
        value={day}
        options={days.map((value) => ({ value, text: formatDay(fromShanghaiDay(value), new Date()) }))}
        onChange={setDay}
      />
      <OutgoingNotice id={outgoingId} />
      <RemoteView remote={remote} rows={5}>
        {(data) => (
          <View className="stack-loose">
            <Overdue rows={data.overdue} mayWrite={data.mayWrite} onWrite={write} />
            {data.meals.map((meal) => (
              <MealRecords
                key={`${day}:${meal.meal}`}
                formKey={`food:${unit}:${day}:${meal.meal}`}
                meal={meal}
                dishes={data.dishes}
                mayAdd={data.mayWrite && (day === today || meal.portions > 0)}
                mayWrite={data.mayWrite}
                onWrite={(body, draftKey) => write(day, meal.meal, body, draftKey)}
              />
            ))}
          </View>
        )}
      </RemoteView>
      <Download unit={unit} today={today} />
    </View>
  )
}

interface OverdueProps {
  rows: FoodDay['overdue']
  mayWrite: boolean
  onWrite: (day: string, meal: Meal, body: FoodRecordInput) => Promise<void>
}

/** Samples that have been kept long enough, whatever day is shown. */
function Overdue({ rows, mayWrite, onWrite }: OverdueProps) {
  const { run, isBusy, problem } = useAction()
  if (rows.length === 0) return null
  return (
    <Section title="放满 48 小时，可以处理的留样">
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        {rows.map(({ day, meal, entryId, text }) => (
          <Card key={entryId}>
            <View className="row-between">
              <Text className="grow">{text}</Text>
              {mayWrite && (
                <Button
                  text="处理掉了"
                  isBusy={isBusy}
                  onPress={() =>
                    void run(() =>
                      onWrite(day, meal, { action: 'dispose', entryId, at: new Date().toISOString() }),
                    )
                  }
                />
              )}
            </View>
          </Card>
        ))}
      </View>
    </Section>
  )
}

/** The last month, as inspectors ask for it. */
function Download({ unit, today }: { unit: string; today: string }) {
  const { run, isBusy, problem } = useAction()
  const from = addDays(today, -30)
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="下载最近一个月的记录"
        icon="down"
        isBusy={isBusy}
        onPress={() =>
          void run(async () => {
            await saveFile(await fetchFoodSheet(unit, from, today), `留样和温度 ${from} 至 ${today}.xlsx`)
          })
        }
      />
    </View>
  )
}
