import { returnReasons, type ReturnReason } from '@linli/shared/needs/need.state'
import { addDays, toShanghaiDay, weekdayNames, weekdayOf } from '@linli/shared/time'
import type { ComponentType } from 'react'
import type { NeedActionInput, NeedView } from '../../../services/needs'
import type { ActionAnswer, ActionAsk } from '../../ActionBar'
import type { ButtonKind } from '../../Button'
import type { IconName } from '../../icons'
import type { StaffAction, StaffFormProps } from './staffForm.types'
import { CallbackForm, outcomeOptions } from './CallbackForm'
import { AssignForm, MergeForm, RecategoriseForm, SubjectForm, TransferForm } from './choiceForms'
import { CoordinateForm } from './CoordinateForm'

/** What the words of a spec may depend on. */
interface SpecContext {
  need: NeedView
  now: number
  isHolder: boolean
}

interface Look {
  text: string
  icon: IconName
  kind?: ButtonKind
}

/** Asked in the usual sheet (at once, where there is nothing to ask), or in a form of its own. */
export type StaffSpec = Look &
  (
    | { ask?: (context: SpecContext) => ActionAsk; toBody: (answer: ActionAnswer) => NeedActionInput }
    | { Form: ComponentType<StaffFormProps> }
  )

const resident = '居民也能看到'
type AskedText = NonNullable<ActionAsk['text']>
const words = (label: string, audience?: string): AskedText => ({
  label,
  isRequired: true,
  most: 1000,
  ...(audience === undefined ? {} : { audience }),
})
const reason = (label: string, audience = resident): AskedText => ({
  label,
  audience,
  isRequired: true,
  most: 300,
})
const withPhotos = ({ photoIds }: ActionAnswer) => (photoIds ? { photoIds } : {})
const withText = ({ text }: ActionAnswer) => (text === undefined ? {} : { text })

const returnOptions = (Object.keys(returnReasons) as ReturnReason[]).map((value) => ({
  value,
  label: returnReasons[value],
}))

/** Days after the present deadline, or after today where that has passed. */
const extensionDays = [1, 3, 7, 15, 30] as const

function listExtensions({ need, now }: SpecContext) {
  const due = Math.max(need.resolveBy === undefined ? 0 : Date.parse(need.resolveBy), now)
  const from = toShanghaiDay(new Date(due))
  return extensionDays.map((days) => {
    const value = addDays(from, days)
    const [, month, day] = value.split('-').map(Number)
    return {
      value,
      label: `${month ?? ''}月${day ?? ''}日（${weekdayNames[weekdayOf(value)] ?? ''}）17:00 前`,
      note: `比现在的期限多 ${days} 天`,
    }
  })
}

const askOfWork: ActionAsk = {
  explain: '居民会收到通知，请他确认和评价。说没办好的，会退回来接着办。',
  text: words('怎么办好的', resident),
  photos: { label: '办好后的照片（可以不拍）' },
  submitText: '办好了，请居民确认',
}

const met = 'met'
/** What follows goes by whether the person was seen. */
const askOfVisit: ActionAsk = {
  explain: '没有见到本人，我们马上另想办法找。危急请先打 120、110。',
  choice: {
    label: '见到本人了吗',
    isRequired: true,
    options: [
      { value: met, label: '见到了本人' },
      { value: 'nobody', label: '没有见到本人' },
    ],
  },
  text: words('看到了什么，人怎么样', resident),
  submitText: '写好了',
}

/** How each of the server's actions is offered to staff. */
export const staffSpecs: Record<StaffAction, StaffSpec> = {
  claim: { text: '我来接', icon: 'hand', toBody: () => ({ action: 'claim' }) },
  accept: { text: '接单', icon: 'hand', toBody: () => ({ action: 'accept' }) },
  resolve: {
    text: '办好了',
    icon: 'check',
    ask: ({ need }) => (need.kind === 'visit' ? askOfVisit : askOfWork),
    toBody: (answer) => ({
      action: 'resolve',
      text: answer.text ?? '',
      ...(answer.choice === undefined ? {} : { isMet: answer.choice === met }),
      ...withPhotos(answer),
    }),
  },
  assign: { text: '派单', icon: 'send', Form: AssignForm },
  coordinate: { text: '协调，定一个牵头的', icon: 'people', Form: CoordinateForm },
  callback: { text: '填写回访', icon: 'phone', Form: CallbackForm },
  dispute: {
    text: '没办好，退回重办',
    icon: 'return',
    kind: 'danger',
    ask: () => ({
      explain: '会退回给原来办的人接着办，他马上会收到通知。',
      text: words('哪里没办好', '办事的人和居民都能看到'),
      photos: { label: '照片（可以不拍）' },
      submitText: '退回重办',
    }),
    toBody: (answer) => ({ action: 'dispute', text: answer.text ?? '', ...withPhotos(answer) }),
  },
  close: {
    text: '办结归档',
    icon: 'check',
    ask: () => ({
      explain: '居民两次说没办好，由您来定结果。定了以后，居民 30 天内还可以要求重办。',
      choice: { label: '结果', isRequired: true, options: outcomeOptions },
      text: reason('理由'),
    }),
    toBody: ({ choice, text = '' }) => ({
      action: 'close',
      outcome: outcomeOptions.find(({ value }) => value === choice)?.value ?? 'notSolved',
      reason: text,
    }),
  },
  resume: {
    text: '继续办',
    icon: 'play',
    ask: () => ({
      explain: '期限从现在接着算。',
      text: { label: '说明（可以不写）', audience: resident, most: 1000 },
    }),
    toBody: (answer) => ({ action: 'resume', ...withText(answer) }),
  },
  review: {
    text: '复核挂账',
    icon: 'calendar',
    ask: () => ({
      explain: '一个季度复核一次。条件有了，就选“继续办”。',
      text: words('现在的情况', resident),
    }),
    toBody: ({ text = '' }) => ({ action: 'review', text }),
  },
  ask: {
    text: '请居民补充',
    icon: 'question',
    ask: () => ({
      explain: '等居民回答的时候不计时。最多问两次，五个工作日没有回答，请打电话问。',
      text: words('想问什么', '居民会收到这句话'),
      submitText: '发给居民',
    }),
    toBody: ({ text = '' }) => ({ action: 'ask', text }),
  },
  note: {
    text: '说明进展',
    icon: 'edit',
    ask: ({ isHolder }) => ({
      text: words('办到哪一步了', isHolder ? resident : '只有工作人员能看到，居民看不到'),
      photos: { label: '照片（可以不拍）' },
      submitText: '发出',
    }),
    toBody: (answer) => ({ action: 'note', text: answer.text ?? '', ...withPhotos(answer) }),
  },
  return: {
    text: '退回',
    icon: 'return',
    ask: () => ({
      explain: '会退回到派单的受理台，由他们另派。居民不会被怪，也不用再提一次。',
      choice: { label: '为什么退回', isRequired: true, options: returnOptions },
      text: { label: '说明（可以不写）', audience: '只有工作人员能看到', most: 1000 },
    }),
    toBody: ({ choice, ...answer }) => ({
      action: 'return',
      reason: returnOptions.find(({ value }) => value === choice)?.value ?? 'notOurs',
      ...withText(answer),
    }),
  },
  transfer: { text: '改派', icon: 'swap', Form: TransferForm },
  supervise: {
    text: '督办',
    icon: 'flag',
    ask: () => ({
      explain: '会通知承办的单位和它的受理台，并一直留在您的督办清单里。',
      text: words('督办意见', '承办单位、受理台和居民都能看到'),
    }),
    toBody: ({ text = '' }) => ({ action: 'supervise', text }),
  },
  extend: {
    text: '同意延期',
    icon: 'calendar',
    ask: (context) => ({
      explain: '只能延期一次。延期以后，不再算按时办结。',
      choice: { label: '延到哪天', isRequired: true, options: listExtensions(context) },
      text: reason('为什么要延期'),
    }),
    toBody: ({ choice = '', text = '' }) => ({ action: 'extend', until: choice, reason: text }),
  },
  hold: {
    text: '挂账',
    icon: 'pause',
    ask: () => ({
      explain: '眼下确实办不了的，先挂账，每个季度复核一次。挂账的不算按时办结。',
      text: reason('为什么办不了'),
    }),
    toBody: ({ text = '' }) => ({ action: 'hold', reason: text }),
  },
  recategorise: { text: '改类别', icon: 'edit', Form: RecategoriseForm },
  setSubject: { text: '涉及对象', icon: 'person', Form: SubjectForm },
  merge: { text: '合并', icon: 'merge', Form: MergeForm },
  reopen: {
    text: '重新办理',
    icon: 'refresh',
    ask: () => ({
      explain: '会交回原来办的单位；那里已经撤了的，交到受理台。',
      text: words('为什么重办', resident),
    }),
    toBody: ({ text = '' }) => ({ action: 'reopen', text }),
  },
  decline: {
    text: '不予受理',
    icon: 'close',
    kind: 'danger',
    ask: () => ({
      explain: '居民会看到理由；他不同意的，由上一级来定。',
      text: reason('为什么不能受理'),
      isDanger: true,
    }),
    toBody: ({ text = '' }) => ({ action: 'decline', reason: text }),
  },
}

/** What stands first is most likely what the person came for. */
const staffOrder = Object.keys(staffSpecs) as StaffAction[]

/** Both may take these; on one's own need they stand among the resident's buttons. */
const sharedWithResident: readonly StaffAction[] = ['dispute', 'reopen']

/** The actions a person gets as staff, the main ones first. */
export function listStaffActions({
  actions,
  relation,
}: Pick<NeedView, 'actions' | 'relation'>): StaffAction[] {
  return staffOrder
    .filter((action) => actions.includes(action))
    .filter((action) => relation !== 'resident' || !sharedWithResident.includes(action))
}
