import { weekdayNames } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { getDutyRoster, saveDutyRoster, type DutyContent, type DutyRoster } from '../../../../services/safety'
import { pageRoles } from '../../components/access'
import { ManagePage } from '../../components/ManagePage'
import { ShiftSheet, type Shift } from './ShiftSheet'
import { writeClock } from './shiftTimes'

/** Who answers a call for help in the street, at every hour of the week. */
export default function DutyPage() {
  return (
    <ManagePage title="街道值班" roles={pageRoles.duty}>
      {({ areaCode }) =>
        areaCode !== undefined && areaCode.length >= streetDigits ? (
          <Roster street={areaCode.slice(0, streetDigits)} />
        ) : (
          <EmptyState icon="clock" title="值班表在街道" message="每个街道自己排班，请用街道的身份打开。" />
        )
      }
    </ManagePage>
  )
}

/** A community's code begins with its street's. */
const streetDigits = 9

function Roster({ street }: { street: string }) {
  const roster = useRemote(`duty:${street}`, () => getDutyRoster(street))
  return (
    <RemoteView remote={roster}>
      {(data) => <Week roster={data} isReloading={roster.isReloading} reload={roster.reload} />}
    </RemoteView>
  )
}

type Shown = DutyRoster['shifts'][number]

const toContent = ({ weekdays, from, until, userId, deputyId }: Shown): Shift => ({
  ...{ weekdays, from, until, userId },
  ...(deputyId === undefined ? {} : { deputyId }),
})

const isSame = (a: Shift, b: Shift): boolean => JSON.stringify(a) === JSON.stringify(b)

interface WeekProps {
  roster: DutyRoster
  /** What stands now is on its way: a press would still send the version before it. */
  isReloading: boolean
  reload: () => void
}

function Week({ roster, isReloading, reload }: WeekProps) {
  // As it was when it was opened: a colleague may save meanwhile, and its place in the list is another one then.
  const [edited, setEdited] = useState<{ was?: Shift }>()
  const { run, isBusy: isSaving, problem } = useAction()
  const isBusy = isSaving || isReloading
  const [isSaved, setIsSaved] = useState(false)
  const shifts = roster.shifts.map(toContent)
  const save = async (next: DutyContent['shifts']) => {
    const isDone = await run(() => saveDutyRoster(roster.street, { version: roster.version, shifts: next }))
    // Saved, or a colleague was quicker: what stands now is shown, and what was chosen stays in the sheet.
    reload()
    setIsSaved(isDone)
    if (isDone) setEdited(undefined)
  }
  const without = (gone: Shift | undefined) => shifts.filter((shift) => !gone || !isSame(shift, gone))
  return (
    <View className="stack-loose">
      {roster.problems.map((text) => (
        <ErrorNotice key={text} message={text} />
      ))}
      {problem !== undefined && <ErrorNotice message={problem} />}
      {isSaved && <DoneNotice message="值班表已保存。" />}
      <Card kind="accent">
        <Text className="text-block text-soft">现在接求助的</Text>
        <Text className="text-block text-large text-strong">{roster.now.join('、') || '没有人'}</Text>
      </Card>
      <Section title={`${roster.streetName}的班次`}>
        <View className="stack">
          {roster.shifts.map((shift, place) => (
            <ShiftCard
              key={`${place}:${shift.userId}`}
              shift={shift}
              isBusy={isBusy}
              onEdit={() => {
                setEdited({ was: toContent(shift) })
              }}
              onRemove={() => void save(without(toContent(shift)))}
              canChange={roster.canChange}
            />
          ))}
          {roster.canChange ? (
            <Button
              text="加一个班次"
              icon="plus"
              kind="primary"
              isBlock
              onPress={() => {
                setEdited({})
              }}
            />
          ) : (
            <Text className="text-block text-soft">值班由街道安排。要改，请和街道联系。</Text>
          )}
        </View>
      </Section>
      {roster.gaps.length > 0 && (
        <Section title="没有人值班的时间">
          {roster.gaps.map((gap) => (
            <Text key={gap} className="text-block">
              {gap}
            </Text>
          ))}
        </Section>
      )}
      {edited !== undefined && (
        <ShiftSheet
          people={roster.people}
          shift={edited.was}
          isBusy={isBusy}
          problem={problem}
          onSave={(shift) => void save([...without(edited.was), shift])}
          onClose={() => {
            setEdited(undefined)
          }}
        />
      )}
    </View>
  )
}

interface ShiftCardProps {
  shift: Shown
  isBusy: boolean
  onEdit: () => void
  onRemove: () => void
  canChange: boolean
}

function ShiftCard({ shift, isBusy, onEdit, onRemove, canChange }: ShiftCardProps) {
  const { weekdays, from, until, name, deputyName } = shift
  const days = weekdays.length === 7 ? '每天' : weekdays.map((day) => weekdayNames[day]).join('、')
  const time =
    from === until ? '全天' : `${writeClock(from)} 到${until <= from ? '第二天' : ''} ${writeClock(until)}`
  return (
    <Card>
      <Text className="text-block text-strong">
        {days} {time}
      </Text>
      <Text className="text-block">
        {name}
        {deputyName === undefined ? '，没有 B 角' : `，B 角 ${deputyName}`}
      </Text>
      {canChange && (
        <View className="action-bar">
          <Button text="修改" icon="edit" isDisabled={isBusy} onPress={onEdit} />
          <Button text="去掉" icon="trash" kind="quiet" isDisabled={isBusy} onPress={onRemove} />
        </View>
      )}
    </Card>
  )
}
