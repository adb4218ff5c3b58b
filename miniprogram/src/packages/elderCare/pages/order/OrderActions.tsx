import { cancelReasons, formatFen } from '@linli/shared/elderCare/serviceItem'
import { orderOutcomeNames, orderReturnReasons, orderRules } from '@linli/shared/elderCare/order.state'
import { formatClock } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../../components/ActionBar'
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
import { StartSheet } from './StartSheet'
import { WrongStart } from './WrongStart'

const toOptions = (names: Record<string, string>, keys = Object.keys(names)) =>
  keys.map((value) => ({ value, label: names[value] ?? value }))

const words = (label: string, isRequired = true) => ({ text: { label, isRequired, most: 1000 } })

/** Steps that ask for more than a reason and words open a sheet of their own. */
const sheets = ['start', 'finish', 'confirm', 'rate', 'assign', 'move'] as const
type SheetName = (typeof sheets)[number]
const isSheet = (action: CareAction): action is SheetName => sheets.some((name) => name === action)

/** Who answers, and by when. */
const explainDispute = ({ unitName }: CareOrder): string =>
  `${unitName}要在 ${orderRules.redoDays} 天内答复；到时没有答复，或者第二次还是没做好，由上一级在 ${orderRules.decideDays} 天内来定。`

/** Nobody saw her: behind her door, or where she was to come. */
const sayUnseen = ({ place }: CareOrder): string => (place === 'site' ? '没有等到人' : '敲门没人应')

/** In the order in which they shall stand; what the server does not offer is left out. */
function listSpecs(order: CareOrder): readonly ActionSpec<CareAction>[] {
  const isElder = order.relation === 'elder'
  const elderReasons = ['other', 'changed', 'illness', 'hospital']
  const fee = order.cancel?.feeFen ?? 0
  const isPaid = order.paymentState === 'received'
  const isBegun = order.state === 'started'
  const done = order.state === 'disputed' ? '现在好了' : '做好了'
  return [
    { action: 'confirm', text: isElder ? `${done}，我来评价` : `回访：${done}`, icon: 'check' },
    { action: 'accept', text: '接单', icon: 'check' },
    { action: 'claim', text: '我来', icon: 'hand' },
    { action: 'start', text: '开始服务', icon: 'play' },
    { action: 'finish', text: '完成，写记录', icon: 'check' },
    { action: 'depart', text: '出发了', icon: 'walk' },
    {
      action: 'conclude',
      text: '没有人能写记录，登记结束',
      kind: 'quiet',
      ask: {
        explain:
          '先问清楚：人还在不在、做了什么。登记以后社区会打电话问长者。能换人接着做的，请点“换人接着做”。',
        choice: { label: '做得怎么样', isRequired: true, options: toOptions(orderOutcomeNames) },
        ...words('为什么没有服务人员的记录'),
      },
    },
    { action: 'assign', text: isBegun ? '换人接着做' : '派人', icon: 'people' },
    { action: 'move', text: '换一家', icon: 'swap' },
    { action: 'receive', text: `收到 ${formatFen(order.payableFen)}`, icon: 'check' },
    { action: 'payLater', text: '改到站结算', icon: 'swap' },
    { action: 'reportSafe', text: '人找到了，平安', icon: 'check', ask: words('在哪里、怎么样') },
    { action: 'redo', text: '已经补好', icon: 'check', ask: words('怎么补的') },
    {
      action: 'decide',
      text: '作出决定',
      icon: 'scales',
      ask: {
        choice: {
          label: '怎么定',
          isRequired: true,
          options: [
            { value: 'waive', label: '这一单不收费' },
            { value: 'keep', label: '按原来的结算' },
          ],
        },
        text: { label: '理由', audience: '长者和服务单位都能看到', isRequired: true, most: 300 },
      },
    },
    { action: 'rate', text: '评价', icon: 'star' },
    {
      action: 'dispute',
      text: '没做好',
      kind: 'danger',
      ask: { explain: explainDispute(order), ...words('哪里没做好') },
    },
    { action: 'offer', text: '请志愿者来', icon: 'hand' },
    {
      action: 'noAnswer',
      text: sayUnseen(order),
      kind: 'danger',
      icon: 'warning',
      ask: {
        explain:
          order.place === 'site'
            ? '社区和家人马上会收到，去看她平安不平安。请您也再打一次电话。'
            : '社区和家人马上会收到，先别离开，请再打一次电话。',
        ...words('看到了什么', false),
      },
    },
    {
      action: 'noShow',
      text: '登记为没有在家',
      kind: 'danger',
      ask: { explain: '只在确认长者平安以后登记。', ...words('怎么确认的') },
    },
    {
      action: 'return',
      text: '来不了，退回',
      kind: 'quiet',
      icon: 'return',
      ask: {
        choice: { label: '为什么', isRequired: true, options: toOptions(orderReturnReasons) },
        ...words('补充说明', false),
      },
    },
    { action: 'note', text: '记一笔', kind: 'quiet', icon: 'edit', ask: words('只有工作人员能看到') },
    {
      action: 'cancel',
      text: '取消',
      kind: 'quiet',
      icon: 'close',
      ask: {
        explain: order.cancel?.text ?? '',
        choice: {
          label: '为什么',
          isRequired: true,
          options: toOptions(cancelReasons, isElder ? elderReasons : undefined),
        },
        submitText: fee > 0 ? `取消，${isPaid ? '留下' : '付'} ${formatFen(fee)}` : '取消，不收费',
        isDanger: true,
      },
    },
  ]
}

/** The body of a step that was asked for with a reason and words only. */
function toBody(action: CareAction, { choice = '', text }: ActionAnswer, order: CareOrder): OrderActionInput {
  const said = text === undefined ? {} : { text }
  const body = { action, ...said }
  if (action === 'cancel') Object.assign(body, { reason: choice, feeFen: order.cancel?.feeFen ?? 0 })
  if (action === 'conclude') Object.assign(body, { outcome: choice })
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
    if (isSheet(action) || needsTeam) {
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
