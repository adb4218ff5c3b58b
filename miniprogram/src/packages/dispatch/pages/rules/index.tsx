import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { ClockSpan, isSpan } from '../../../../components/ClockSpan'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import {
  deleteDispatchRules,
  getDispatchRules,
  putDispatchRules,
  type DispatchRules,
  type DispatchRulesView,
} from '../../../../services/dispatch'
import { useMembership } from '../../../../stores/session'

/** What counts how much when a day is laid out: of a unit, or of a community or street for all units there. */
export default function DispatchRulesPage() {
  const membership = useMembership()
  const own = membership?.unitId === undefined ? membership?.areaCode : `unit:${membership.unitId}`
  const { scope = own } = useRouter().params
  return (
    <AppPage title="排班怎么算">
      {scope === undefined ? (
        <EmptyState icon="lock" title="这一页给排班的人用" message="需要的话，请联系社区或街道。" />
      ) : (
        <Rules key={scope} scope={decodeURIComponent(scope)} />
      )}
    </AppPage>
  )
}

function Rules({ scope }: { scope: string }) {
  const remote = useRemote(`dispatchRules:${scope}`, () => getDispatchRules(scope))
  const [done, setDone] = useState<string>()
  const onDone = (message: string) => {
    setDone(message)
    remote.reload()
  }
  return (
    <RemoteView remote={remote} rows={6}>
      {(data) => (
        <View className="stack-loose">
          <Text className="text-block text-large text-strong">{data.name}</Text>
          {done !== undefined && <DoneNotice message={done} />}
          <Text className="text-block text-soft">{describeSource(data)}</Text>
          <Fields key={`${data.version ?? 0}:${data.fromName ?? ''}`} data={data} onDone={onDone} />
        </View>
      )}
    </RemoteView>
  )
}

const again = '排好的日子会自动重排，已派出、已开始的不动。'

function describeSource({ version, fromName, canEdit }: DispatchRulesView): string {
  const source = fromName === undefined ? '现在按通常的算法。' : `现在按${fromName}定的算法。`
  if (!canEdit) return source
  return version === undefined
    ? `${source}在这里改了，就只按这里的算。${again}`
    : `${source}改了以后，${again}`
}

type NumberName = Exclude<keyof DispatchRules, 'shift'>

const fields: readonly { name: NumberName; label: string; hint: string; most: number; isWhole?: true }[] = [
  { name: 'lateness', label: '晚到一分钟', hint: '算多走几分钟的路；越大，越不让人等', most: 100 },
  {
    name: 'worstLateness',
    label: '最晚的那一家，每晚一分钟',
    hint: '另外再算几分钟；越大，越不让一家等太久',
    most: 100,
  },
  { name: 'change', label: '不是上次来的人', hint: '算多走几分钟；越大，越少换人', most: 100 },
  { name: 'overtime', label: '下班以后的一分钟', hint: '算多走几分钟；越大，越少加班', most: 100 },
  { name: 'load', label: '有人比别人多做的一分钟', hint: '算多走几分钟；越大，各人的活越匀', most: 10 },
  { name: 'graceMinutes', label: '晚几分钟之内不算晚', hint: '', most: 60, isWhole: true },
]

type Form = Record<NumberName, string>

function toForm(numbers: Omit<DispatchRules, 'shift'>): Form {
  const texts = Object.entries(numbers).map(([name, value]) => [name, String(value)])
  return Object.fromEntries(texts) as Form
}

function findMistake(form: Form, name: NumberName): string | undefined {
  const field = fields.find((each) => each.name === name)
  const value = Number(form[name])
  const isNumber =
    form[name].trim() !== '' && Number.isFinite(value) && value >= 0 && value <= (field?.most ?? 0)
  if (!isNumber) return `请填 0 到 ${field?.most ?? 0} 之间的数`
  return field?.isWhole && !Number.isInteger(value) ? '请填整数' : undefined
}

function toRules(form: Form, shift: DispatchRules['shift']): DispatchRules {
  const numbers = Object.entries(form).map(([name, text]) => [name, Number(text)])
  return { ...(Object.fromEntries(numbers) as Record<NumberName, number>), shift }
}

function Fields({ data, onDone }: { data: DispatchRulesView; onDone: (message: string) => void }) {
  const { shift: given, ...numbers } = data.rules
  const [form, setForm] = useState(() => toForm(numbers))
  const [shift, setShift] = useState(given)
  const { run, isBusy, problem } = useAction()
  const isWrong = !isSpan(shift) || fields.some(({ name }) => findMistake(form, name) !== undefined)
  const field = (name: NumberName, label: string, hint: string) => (
    <TextField
      key={name}
      name={name}
      label={label}
      {...(hint === '' ? {} : { hint })}
      value={form[name]}
      most={6}
      error={findMistake(form, name)}
      onChange={(text) => {
        setForm({ ...form, [name]: text })
      }}
    />
  )
  const save = () =>
    run(async () => {
      await putDispatchRules(data.scope, toRules(form, shift), data.version)
      onDone(`已保存。${again}`)
    })
  const drop = () =>
    run(async () => {
      await deleteDispatchRules(data.scope)
      onDone(`已改回按上一级的算。${again}`)
    })
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Text className="text-block">路上的一分钟算一分，别的都和它比。</Text>
      {fields.map(({ name, label, hint }) => field(name, label, hint))}
      <ClockSpan
        value={shift}
        onChange={setShift}
        fromLabel="通常几点上班"
        toLabel="通常几点下班"
        hint="各人自己的上下班时间，在“服务单位”里登记"
      />
      {data.canEdit && (
        <Button
          text="保存"
          kind="primary"
          isBlock
          isBusy={isBusy}
          isDisabled={isWrong}
          onPress={() => void save()}
        />
      )}
      {data.canEdit && data.version !== undefined && (
        <Button
          text="不用自己的，按上一级的算"
          kind="quiet"
          isBlock
          isBusy={isBusy}
          onPress={() => void drop()}
        />
      )}
    </View>
  )
}
