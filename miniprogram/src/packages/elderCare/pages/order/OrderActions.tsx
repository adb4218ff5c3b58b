import { formatClock } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { ActionBar, type ActionAnswer } from '../../../../components/ActionBar'
import { OutgoingNotice } from '../../../../components/OutgoingNotice'
import { UntoldDoor } from '../../../../components/UntoldDoor'
import { useSubmit } from '../../../../hooks/useSubmit'
import {
  actOnOrder,
  type CareAction,
  type CareOrder,
  type OrderActionInput,
} from '../../../../services/elderCare'
import { discard, isUnderWay, onDelivered } from '../../../../services/outgoing'
import { waitAWhile } from '../../../../services/patience'
import { findWrongStart, listActions, useSteps } from '../../components/useSteps'
import { ConfirmSheet } from './ConfirmSheet'
import { FinishSheet } from './FinishSheet'
import { HelperSheet } from './HelperSheet'
import { MoveSheet } from './MoveSheet'
import { listSpecs, ownWord, sayUnseen } from './orderSpecs'
import { StartSheet } from './StartSheet'
import { WrongStart } from './WrongStart'

/** Steps that ask for more than a reason and words open a sheet of their own. */
const sheets = ['start', 'finish', 'confirm', 'rate', 'assign', 'move'] as const
type SheetName = (typeof sheets)[number]
const isSheet = (action: CareAction): action is SheetName => sheets.some((name) => name === action)

/** The body of a step that was asked for with a reason and words only. */
function toBody(action: CareAction, { choice = '', text }: ActionAnswer, order: CareOrder): OrderActionInput {
  const said = text === undefined ? {} : { text }
  const body = { action, ...said }
  if (action === 'cancel') Object.assign(body, { reason: choice, feeFen: order.cancel?.feeFen ?? 0 })
  if (action === 'conclude') Object.assign(body, { outcome: choice })
  if (action === 'reportSafe') Object.assign(body, { text: text ?? ownWord })
  if (action === 'return') Object.assign(body, { reason: choice })
  if (action === 'depart' || action === 'noAnswer') Object.assign(body, { at: new Date().toISOString() })
  if (action === 'decide') return { action, isWaived: choice === 'waive', reason: text ?? '' }
  return body as OrderActionInput
}

const stepNames: Partial<Record<CareAction, string>> = {
  depart: '出发',
  start: '开始服务',
  finish: '完成的记录',
}

/** 「开始服务（14:02），上门洗头」: what it is that may wait on this phone. */
function describeStep({ action }: OrderActionInput, order: CareOrder): string {
  const { item } = order
  const name = action === 'noAnswer' ? sayUnseen(order) : stepNames[action]
  return name === undefined ? item.name : `${name}（${formatClock(new Date())}），${item.name}`
}

/** What this person may do now, as the server says, and as was pressed here already. */
export function OrderActions({ order, reload }: { order: CareOrder; reload: () => void }) {
  const [sheet, setSheet] = useState<SheetName>()
  const [outgoingId, setOutgoingId] = useState<string>()
  const steps = useSteps(order.id)
  const settle = useSubmit()
  // What was pressed without a network has arrived.
  useEffect(() => onDelivered(reload), [reload])
  // Perhaps a while after it was pressed: another sheet may be open by now.
  const close = () => {
    setSheet((open) => (open === sheet ? undefined : open))
  }
  const send = async (body: OrderActionInput, draftKey?: string) => {
    // The door opened after all: nobody is alarmed any more.
    if (body.action === 'start' && steps.noAnswer?.state === 'waiting') discard(steps.noAnswer.id)
    const after = body.action === 'finish' ? steps.start?.id : undefined
    const sent = actOnOrder(order.id, body, describeStep(body, order), { draftKey, after })
    setOutgoingId(sent.id)
    try {
      await (draftKey === undefined ? settle(sent) : sent.done)
      close()
    } finally {
      reload()
    }
  }
  const act = async (action: CareAction, answer: ActionAnswer, draftKey?: string) => {
    const needsTeam = action === 'accept' && order.helpersNeeded > 1 && order.helperNames.length === 0
    const isHeard = action === 'confirm' && order.ending === 'notDone'
    if ((isSheet(action) && !isHeard) || needsTeam) {
      setSheet(needsTeam ? 'assign' : (action as SheetName))
      return
    }
    return (await waitAWhile(send(toBody(action, answer, order), draftKey))) ? undefined : 'waits'
  }
  const allowed = listActions(order, steps)
  const wrong = findWrongStart(steps)
  const isUntold = steps.noAnswer?.state === 'waiting'
  const outgoingIds = [...Object.values(steps).map(({ id }) => id), ...(outgoingId ? [outgoingId] : [])]
  const common = { order, onSend: send, onClose: close }
  return (
    <View className="stack">
      {wrong && (
        <WrongStart
          start={wrong}
          hasRecord={steps.finish !== undefined && isUnderWay(steps.finish)}
          phone={order.contact?.phone}
          onAgain={() => {
            setSheet('start')
          }}
        />
      )}
      {isUntold && (
        <UntoldDoor
          phones={[
            { whom: '长者', phone: order.contact?.phone },
            { whom: order.unitName, phone: order.unitPhone },
          ]}
        />
      )}
      {[...new Set(outgoingIds)]
        .filter((id) => id !== wrong?.id)
        .map((id) => (
          <OutgoingNotice key={id} id={id} />
        ))}
      <ActionBar
        actions={listSpecs(order).filter(({ action }) => allowed.includes(action))}
        onAct={act}
        formKey={`careOrder:${order.id}`}
      />
      {sheet === 'start' && <StartSheet {...common} />}
      {sheet === 'finish' && <FinishSheet {...common} />}
      {(sheet === 'confirm' || sheet === 'rate') && <ConfirmSheet {...common} action={sheet} />}
      {sheet === 'assign' && <HelperSheet {...common} />}
      {sheet === 'move' && <MoveSheet {...common} />}
    </View>
  )
}
