import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { formatYuan } from '@linli/shared/money'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { RemoteView } from '../../../../components/RemoteView'
import { FormSheet } from '../../../../components/FormSheet'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import {
  endPaymentTask,
  listPaymentTasks,
  retryPaymentTask,
  type PaymentTask,
} from '../../../../services/payments'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { pageRoles } from '../../../manage/components/access'
import { ManagePage } from '../../../manage/components/ManagePage'

/** What the desk must see to: money that came too late, could not go back, is kept frozen, or bills that do not agree. */
export default function PaymentTasksPage() {
  return (
    <ManagePage title="付款待办" roles={pageRoles.payTasks}>
      {() => <Tasks />}
    </ManagePage>
  )
}

const filters = [
  { value: 'open', text: '要处理的' },
  { value: 'done', text: '处理过的' },
] as const

function Tasks() {
  const [filter, setFilter] = useState<'open' | 'done'>('open')
  const [done, setDone] = useState<string>()
  const remote = useRemote(`payTasks:${filter}`, () => listPaymentTasks(filter === 'open'))
  return (
    <View className="stack">
      <FilterBar label="看哪些" options={filters} value={filter} onChange={setFilter} />
      {done !== undefined && <DoneNotice message={done} />}
      <RemoteView remote={remote}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="check" title="没有要处理的付款" />
          ) : (
            <View className="stack">
              {items.map((task) => (
                <TaskCard
                  key={task.id}
                  task={task}
                  onDone={(message) => {
                    setDone(message)
                    remote.reload()
                  }}
                />
              ))}
            </View>
          )
        }
      </RemoteView>
    </View>
  )
}

/** Who opens somebody of the register, and the number, with a reason. */
const keepers: readonly string[] = ['secretary', 'communityWorker']

const retryOf = ({ kind }: PaymentTask) =>
  kind === 'shippingFailed'
    ? { text: '再告诉微信一次', done: '正在再告诉微信一次。' }
    : { text: '再退一次', done: '已经再退一次。' }

function TaskCard({ task, onDone }: { task: PaymentTask; onDone: (message: string) => void }) {
  const { id, kind, title, todo, what, amountFen, createdAt, isOpen, note, doneByName, canRetry, personId } =
    task
  const isKeeper = useSession(({ me }) => me?.memberships.some(({ role }) => keepers.includes(role)) === true)
  const [isWriting, setIsWriting] = useState(false)
  const { run, isBusy, problem } = useAction()
  const now = useNow()
  const retry = () =>
    run(async () => {
      await retryPaymentTask(id)
      onDone(`${retryOf(task).done}不成的话会再回到这里。`)
    })
  return (
    <Card>
      <View className="stack-tight">
        <Text className="text-block text-strong">{title}</Text>
        <Text className="text-block">{amountFen > 0 ? `${what}，${formatYuan(amountFen)}` : what}</Text>
        <Text className="text-block">{isOpen ? todo : `${doneByName ?? ''}：${note ?? ''}`}</Text>
        <Text className="text-block text-small text-soft">{describeMoment(createdAt, now)}</Text>
        {problem !== undefined && <ErrorNotice message={problem} />}
        {isOpen && (
          <Button
            text="写处理结果"
            kind="primary"
            onPress={() => {
              setIsWriting(true)
            }}
          />
        )}
        {isOpen && isKeeper && personId !== undefined && (
          <Button
            text="看要打给谁"
            icon="phone"
            onPress={() =>
              void Taro.navigateTo({ url: `/packages/families/pages/register/index?id=${personId}` })
            }
          />
        )}
        {kind === 'billDifferent' && (
          <Button
            text="去看每一处"
            icon="paper"
            onPress={() => void Taro.navigateTo({ url: '/packages/payments/pages/bills/index' })}
          />
        )}
        {canRetry && (
          <Button text={retryOf(task).text} icon="refresh" isBusy={isBusy} onPress={() => void retry()} />
        )}
      </View>
      {isWriting && (
        <EndSheet
          task={task}
          onClose={() => {
            setIsWriting(false)
          }}
          onDone={onDone}
        />
      )}
    </Card>
  )
}

interface EndSheetProps {
  task: PaymentTask
  onClose: () => void
  onDone: (message: string) => void
}

function EndSheet({ task, onClose, onDone }: EndSheetProps) {
  const { value, change, clear } = useDraft(`payTask:${task.id}`, { note: '', isRefundedByHand: false })
  const { run, isBusy, problem } = useAction()
  const end = () =>
    run(async () => {
      await endPaymentTask(task.id, value)
      clear()
      onDone('记下了。')
      onClose()
    })
  return (
    <FormSheet
      title={task.title}
      onClose={onClose}
      submitText="记下"
      isBusy={isBusy}
      onSubmit={() => void end()}
    >
      <TextArea
        label="打了谁的电话，怎么处理的"
        value={value.note}
        most={300}
        onChange={(note) => {
          change({ note })
        }}
        {...(problem === undefined ? {} : { error: problem })}
      />
      {task.kind === 'refundFailed' && (
        <SwitchRow
          title="已经用别的办法退给本人"
          isOn={value.isRefundedByHand}
          onChange={(isRefundedByHand) => {
            change({ isRefundedByHand })
          }}
        />
      )}
    </FormSheet>
  )
}
