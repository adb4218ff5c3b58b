import { View, Text } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { Sheet } from '../../../components/Sheet'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { WhoFields } from './WhoFields'
import { putProgramme, type ProgrammeContent, type ProgrammeRule } from '../../../services/programmes'

interface RuleSheetProps {
  area: string
  rule: ProgrammeRule
  onDone: () => void
  onClose: () => void
}

const toFen = (yuan: string): number => Math.round(Number(yuan) * 100)
const toYuan = (fen: number | undefined): string => (fen === undefined ? '' : String(fen / 100))

/** One rule: whom it is for, how much, and until when. */
export function RuleSheet({ area, rule, onDone, onClose }: RuleSheetProps) {
  const { pays } = rule
  const [name, setName] = useState(rule.name)
  const [payer, setPayer] = useState(rule.payer)
  const [amount, setAmount] = useState(pays.kind === 'share' ? String(pays.percent) : toYuan(pays.fen))
  const [least, setLeast] = useState(pays.kind === 'daily' ? toYuan(pays.minSpendFen) : '')
  const [monthly, setMonthly] = useState(toYuan(rule.monthlyFen))
  const [who, setWho] = useState(rule.who)
  const [rollsOver, setRollsOver] = useState(rule.rollsOver)
  const [isClosed, setIsClosed] = useState(rule.isClosed)
  const { run, isBusy, problem } = useAction()
  const isOwn = rule.areaCode === area

  const readPays = (): ProgrammeContent['pays'] => {
    if (pays.kind === 'share') return { kind: 'share', percent: Number(amount) }
    if (pays.kind === 'cash') return { kind: 'cash', fen: toFen(amount) }
    return { kind: 'daily', fen: toFen(amount), minSpendFen: toFen(least) }
  }
  const save = () =>
    run(async () => {
      const { rank, classes, channels } = rule
      const content: ProgrammeContent = {
        ...{ name: name.trim(), payer: payer.trim(), rank, classes, channels, rollsOver, isClosed },
        who,
        pays: readPays(),
        ...(monthly.trim() === '' ? {} : { monthlyFen: toFen(monthly) }),
      }
      await putProgramme(area, rule.code, { content, ...(isOwn ? { version: rule.version } : {}) })
      onDone()
    })
  return (
    <Sheet
      title={rule.name}
      isOpen
      onClose={onClose}
      footer={<Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />}
    >
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        {!isOwn && (
          <Text className="text-block text-soft">现在用的是上级的规则，保存后这里有自己的规则。</Text>
        )}
        <TextField label="名称" value={name} most={20} onChange={setName} />
        <TextField label="谁付钱" value={payer} most={20} onChange={setPayer} />
        <WhoFields value={who} onChange={setWho} />
        {pays.kind === 'share' && (
          <TextField label="付百分之几" type="number" value={amount} most={3} onChange={setAmount} />
        )}
        {pays.kind === 'daily' && (
          <>
            <TextField label="每天付多少元" type="digit" value={amount} most={8} onChange={setAmount} />
            <TextField label="满多少元才付" type="digit" value={least} most={8} onChange={setLeast} />
          </>
        )}
        {pays.kind === 'cash' && (
          <TextField label="每月发多少元" type="digit" value={amount} most={8} onChange={setAmount} />
        )}
        {pays.kind !== 'cash' && (
          <TextField
            label="每月最多多少元（不填就不限）"
            type="digit"
            value={monthly}
            most={8}
            onChange={setMonthly}
          />
        )}
        {pays.kind !== 'cash' && (
          <SwitchRow title="没用完的下个月还能用" isOn={rollsOver} onChange={setRollsOver} />
        )}
        <SwitchRow title="停了" note="停了以后新约的不再付" isOn={isClosed} onChange={setIsClosed} />
      </View>
    </Sheet>
  )
}
