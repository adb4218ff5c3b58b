import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { FormSheet } from '../../../components/FormSheet'
import { Tag } from '../../../components/Tag'
import { TextField } from '../../../components/TextField'
import { AccountOf } from './AccountCard'
import { useAction } from '../../../hooks/useAction'
import { decideEntitlement, type Entitlement } from '../../../services/programmes'

type Action = Entitlement['actions'][number]

const actionWords: Record<Action, string> = { approve: '同意', refuse: '不同意', end: '停发' }

const outcomes: Record<Action, string> = {
  approve: '同意了。本人和家里人会收到消息，写错了可以在“在享”里停发。',
  refuse: '记下了，没有同意。本人和家里人会收到原因。',
  end: '停发了，已经约好的不变。本人和家里人会收到原因。',
}

interface EntitlementCardProps {
  row: Entitlement
  /** What was decided and what follows, to be said where the row no longer stands. */
  onDecided: (message: string) => void
}

/** One person and one programme: why she may have it, and the official's word. */
export function EntitlementCard({ row, onDecided }: EntitlementCardProps) {
  const { personName, communityName, programme, why, isLapsed, decided, actions } = row
  const [asked, setAsked] = useState<Action>()
  const { run, isBusy, problem, clear } = useAction()
  const who = `${personName}的${programme.name}`
  const decide = async (action: Action, reason?: string) => {
    const isDone = await run(async () => {
      await decideEntitlement(row, action, reason)
    })
    if (!isDone) return
    setAsked(undefined)
    onDecided(`${who}：${outcomes[action]}`)
  }
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong">{`${personName} · ${programme.name}`}</Text>
          {isLapsed && <Tag text="条件变了，请核实" tone="warning" icon="warning" />}
        </View>
        <Text className="text-block">{why}</Text>
        <Text className="text-block text-soft">{communityName}</Text>
        {decided && (
          <Text className="text-block text-soft">
            {`${decided.by}处理${decided.reason === undefined ? '' : `：${decided.reason}`}`}
          </Text>
        )}
        {row.isCash && row.state === 'approved' && <AccountOf personId={row.personId} />}
        <View className="action-bar">
          {actions.map((action) => (
            <Button
              key={action}
              text={actionWords[action]}
              kind={action === 'approve' ? 'primary' : 'secondary'}
              isBusy={isBusy}
              onPress={() => {
                clear()
                setAsked(action)
              }}
            />
          ))}
        </View>
      </View>
      {asked === 'approve' && (
        <FormSheet
          title={`同意：${who}`}
          explain={`${why}。不用本人填表，${row.isCash ? '这笔钱从这个月起按月发' : '下一单就能用'}，本人和家里人马上收到消息。`}
          submitText="同意"
          isBusy={isBusy}
          problem={problem}
          onClose={() => {
            setAsked(undefined)
          }}
          onSubmit={() => void decide('approve')}
        />
      )}
      {asked !== undefined && asked !== 'approve' && (
        <ReasonSheet
          title={`${actionWords[asked]}：${who}`}
          problem={problem}
          isBusy={isBusy}
          onClose={() => {
            setAsked(undefined)
          }}
          onSend={(reason) => void decide(asked, reason)}
        />
      )}
    </Card>
  )
}

interface ReasonSheetProps {
  title: string
  problem: string | undefined
  isBusy: boolean
  onClose: () => void
  onSend: (reason: string) => void
}

function ReasonSheet({ title, problem, isBusy, onClose, onSend }: ReasonSheetProps) {
  const [reason, setReason] = useState('')
  return (
    <FormSheet
      title={title}
      onClose={onClose}
      submitText="确定"
      isBusy={isBusy}
      isDisabled={reason.trim().length < 2}
      problem={problem}
      onSubmit={() => {
        onSend(reason.trim())
      }}
    >
      <TextField label="原因（老人和家里人看得到）" value={reason} most={100} onChange={setReason} />
    </FormSheet>
  )
}
