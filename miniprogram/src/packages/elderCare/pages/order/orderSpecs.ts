import { cancelReasons, formatFen } from '@linli/shared/elderCare/serviceItem'
import {
  orderOutcomeNames,
  orderReturnReasons,
  orderRules,
  type OrderOutcome,
} from '@linli/shared/elderCare/order.state'
import type { ActionAsk, ActionSpec } from '../../../../components/ActionBar'
import type { CareAction, CareOrder } from '../../../../services/elderCare'

const toOptions = (names: Record<string, string>, keys = Object.keys(names)) =>
  keys.map((value) => ({ value, label: names[value] ?? value }))

const words = (label: string, isRequired = true) => ({ text: { label, isRequired, most: 1000 } })

/** What she says herself after her door stayed shut: button and word. */
export const ownWord = '我没事'

const unbegunOutcomes: Record<OrderOutcome, string> = {
  done: '来过了，做完了',
  partly: '来过了，做了一部分',
  notDone: '没有来，不收费',
}

/** Who answers, and by when. */
const explainDispute = ({ unitName }: CareOrder): string =>
  `${unitName}要在 ${orderRules.redoDays} 天内答复；到时没有答复，或者第二次还是没做好，由上一级在 ${orderRules.decideDays} 天内来定。`

/** Nobody saw her: behind her door, or where she was to come. */
export const sayUnseen = ({ place }: CareOrder): string => (place === 'site' ? '没有等到人' : '敲门没人应')

/** Long before its time a press may be meant for another order, and would wake a family. */
const askWhetherThere = ({
  startsAt,
  timeText,
  item,
}: CareOrder): {
  choice?: NonNullable<ActionAsk['choice']>
} =>
  Date.now() >= Date.parse(startsAt) - orderRules.leaveBeforeMinutes * 60_000
    ? {}
    : {
        choice: {
          label: `${item.name}约的是${timeText}，还没有到时间。现在就去过了吗？`,
          isRequired: true,
          options: [{ value: 'there', label: '去过了，没有见到人' }],
        },
      }

/** What became of an order that was to be written down by whoever did it, or that nobody began on its day. */
const concludeSpec = (isBegun: boolean): ActionSpec<CareAction> =>
  isBegun
    ? {
        action: 'conclude',
        text: '没有人能写记录，登记结束',
        kind: 'quiet',
        ask: {
          explain:
            '先问清楚：人还在不在、做了什么。登记以后社区会打电话问长者。能换人接着做的，请点“换人接着做”。',
          choice: { label: '做得怎么样', isRequired: true, options: toOptions(orderOutcomeNames) },
          ...words('为什么没有服务人员的记录'),
        },
      }
    : {
        action: 'conclude',
        text: '登记结果：来过没有',
        icon: 'check',
        ask: {
          explain:
            '先打电话问长者和服务单位。没有来的不收费，付过的钱会退。人没有在的，确认平安以后点“登记为没有在家”。想改天再来的，点“换一家”。',
          choice: { label: '来过没有', isRequired: true, options: toOptions(unbegunOutcomes) },
          ...words('问了谁，怎么说的'),
        },
      }

/** Of what was not done there is nothing to rate: only that she has heard it. */
function sayConfirm({ relation, state, ending }: CareOrder): string {
  const isElder = relation === 'elder'
  if (ending === 'notDone') return isElder ? '知道了' : '回访：长者知道了'
  const done = state === 'disputed' ? '现在好了' : '做好了'
  return isElder ? `${done}，我来评价` : `回访：${done}`
}

/** In the order in which they shall stand; what the server does not offer is left out. */
export function listSpecs(order: CareOrder): readonly ActionSpec<CareAction>[] {
  const isElder = order.relation === 'elder'
  const elderReasons = ['other', 'changed', 'illness', 'hospital']
  const fee = order.cancel?.feeFen ?? 0
  const isPaid = order.paymentState === 'received'
  const isBegun = order.state === 'started'
  const isNotDone = order.ending === 'notDone'
  return [
    // While nobody knows how she is, nothing else comes first.
    {
      ...{ action: 'reportSafe', icon: 'check' },
      // Her own word is enough, in one press, as on the page of a call for help.
      ...(order.isSelf ? { text: ownWord } : { text: '人找到了，平安', ask: words('在哪里、怎么样') }),
    },
    {
      action: 'confirm',
      text: sayConfirm(order),
      ...(isNotDone ? { kind: 'quiet' as const } : { icon: 'check' as const }),
    },
    { action: 'accept', text: '接单', icon: 'check' },
    { action: 'claim', text: '我来', icon: 'hand' },
    { action: 'start', text: '开始服务', icon: 'play' },
    { action: 'finish', text: '完成，写记录', icon: 'check' },
    { action: 'depart', text: '出发了', icon: 'walk' },
    concludeSpec(isBegun),
    { action: 'assign', text: isBegun ? '换人接着做' : '派人', icon: 'people' },
    { action: 'move', text: '换一家', icon: 'swap' },
    { action: 'receive', text: `收到 ${formatFen(order.payableFen ?? 0)}`, icon: 'check' },
    { action: 'payLater', text: '改到站结算', icon: 'swap' },
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
      text: isNotDone ? '不是这样' : '没做好',
      kind: isNotDone ? 'quiet' : 'danger',
      ask: { explain: explainDispute(order), ...words(isNotDone ? '实际是怎么样的' : '哪里没做好') },
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
        ...askWhetherThere(order),
        ...words('看到了什么', false),
      },
    },
    {
      action: 'noShow',
      text: order.place === 'site' ? '登记为没有来' : '登记为没有在家',
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
