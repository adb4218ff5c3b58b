import { weekdayNames } from '@linli/shared/time'
import { useState } from 'react'
import { MultiChoice } from '../../../../components/MultiChoice'
import { SearchChoice } from '../../../../components/SearchChoice'
import { FormSheet } from '../../../../components/FormSheet'
import { TextField } from '../../../../components/TextField'
import type { DutyContent, DutyRoster } from '../../../../services/safety'
import { readClock, writeClock } from './shiftTimes'

export type Shift = DutyContent['shifts'][number]

interface ShiftSheetProps {
  people: DutyRoster['people']
  /** Left out for a new one. */
  shift: Shift | undefined
  isBusy: boolean
  problem: string | undefined
  onSave: (shift: Shift) => void
  onClose: () => void
}

const none = ''
const weekdays = [1, 2, 3, 4, 5, 6, 0].map((day) => ({ value: String(day), text: weekdayNames[day] ?? '' }))

/** Days, times, who, and who acts when they cannot. */
export function ShiftSheet({ people, shift, isBusy, problem, onSave, onClose }: ShiftSheetProps) {
  const [days, setDays] = useState((shift?.weekdays ?? [0, 1, 2, 3, 4, 5, 6]).map(String))
  const [from, setFrom] = useState(writeClock(shift?.from ?? 8 * 60))
  const [until, setUntil] = useState(writeClock(shift?.until ?? 20 * 60))
  const [userId, setUserId] = useState(shift?.userId ?? none)
  const [deputyId, setDeputyId] = useState(shift?.deputyId ?? none)
  const [begin, end] = [readClock(from), readClock(until)]
  const options = people.map(({ id, name, roleName }) => ({ value: id, label: name, note: roleName }))
  const wrong = '写成 08:00 这样'
  const save = () => {
    if (begin === undefined || end === undefined) return
    onSave({
      ...{ weekdays: days.map(Number), from: begin, until: end, userId },
      ...(deputyId === none ? {} : { deputyId }),
    })
  }
  return (
    <FormSheet
      title={shift ? '修改班次' : '加一个班次'}
      onClose={onClose}
      submitText="保存"
      isBusy={isBusy}
      isDisabled={begin === undefined || end === undefined || userId === none || days.length === 0}
      problem={problem}
      onSubmit={save}
    >
      <MultiChoice label="星期几" options={weekdays} value={days} onChange={setDays} />
      <TextField
        label="从几点"
        value={from}
        onChange={setFrom}
        most={5}
        error={begin === undefined ? wrong : undefined}
      />
      <TextField
        label="到几点"
        hint="比开始早，就是到第二天；和开始一样，就是全天。"
        value={until}
        onChange={setUntil}
        most={5}
        error={end === undefined ? wrong : undefined}
      />
      <SearchChoice label="谁值班" options={options} value={userId} onChange={setUserId} />
      <SearchChoice
        label="B 角（值班的人不在时顶上）"
        options={options.filter(({ value }) => value !== userId)}
        otherwise={[{ value: none, label: '没有 B 角' }]}
        value={deputyId}
        onChange={setDeputyId}
      />
    </FormSheet>
  )
}
