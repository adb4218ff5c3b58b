import { listAllowed, type Transition } from '../stateTable'

/** States of a service order. Source: product page, "Elder care". */
export const orderStates = [
  'placed',
  'paid',
  'assigned',
  'accepted',
  'started',
  'finished',
  'confirmed',
  'settled',
  'disputed',
  'cancelled',
  'noShow',
  'refunded',
] as const
export type OrderState = (typeof orderStates)[number]

/** What a person may do to an order. */
export const orderActions = [
  'cancel',
  'accept',
  'claim',
  'assign',
  'offer',
  'return',
  'move',
  'depart',
  'start',
  'finish',
  'conclude',
  'deliver',
  'noAnswer',
  'reportSafe',
  'noShow',
  'confirm',
  'dispute',
  'redo',
  'decide',
  'rate',
  'receive',
  'payLater',
  'note',
] as const
export type OrderAction = (typeof orderActions)[number]

/**
 * What the clock and other features do; nobody presses these. `pay`, `expire` and `refund` belong to orders that are
 * paid for before they are served.
 */
export const orderSteps = [
  'pay',
  'expire',
  'release',
  'acceptAtOnce',
  'unaccepted',
  'late',
  'unfinished',
  'confirmInSilence',
  'callDue',
  'escalate',
  'settle',
  'refund',
  'relocate',
  'safe',
  'stop',
] as const
export type OrderStep = (typeof orderSteps)[number]

/**
 * In what capacity someone stands to an order.
 * - `elder`: it is for them, or they act for the elder with the scope `orders`.
 * - `provider`: works for the unit that holds it.
 * - `helper`: was given it or took it, and may do it still.
 * - `pool`: a volunteer of the community it was offered to.
 * - `station`: sits at the desk of the elder's community.
 * - `above`: sits at the desk one level above, where a second dispute goes.
 */
export const orderParties = ['elder', 'provider', 'helper', 'pool', 'station', 'above'] as const
export type OrderParty = (typeof orderParties)[number]

export type OrderTransition = Transition<OrderState, OrderParty>

type Row = Partial<Record<OrderAction, OrderTransition>>

const note = (state: OrderState): Row => ({
  note: { to: state, by: ['provider', 'helper', 'station', 'above'] },
})
const cancel: Row = { cancel: { to: 'cancelled', by: ['elder', 'station'] } }
const receive = (to: OrderState): Row => ({ receive: { to, by: ['provider', 'station'] } })

/** State × action → next state and who may. An action that is not listed is refused in that state. */
export const orderTransitions: Record<OrderState, Row> = {
  placed: { ...cancel, payLater: { to: 'placed', by: ['elder', 'station'] } },
  paid: { ...cancel },
  assigned: {
    ...cancel,
    ...note('assigned'),
    accept: { to: 'accepted', by: ['provider', 'helper'] },
    claim: { to: 'accepted', by: ['pool'] },
    deliver: { to: 'finished', by: ['helper'] },
    noAnswer: { to: 'accepted', by: ['helper'] },
    assign: { to: 'assigned', by: ['provider'] },
    offer: { to: 'assigned', by: ['provider', 'station'] },
    return: { to: 'assigned', by: ['provider', 'helper'] },
    move: { to: 'assigned', by: ['station'] },
    // Given back after her door stayed shut: somebody looks for her still.
    reportSafe: { to: 'assigned', by: ['elder', 'station'] },
    conclude: { to: 'finished', by: ['station'] },
  },
  accepted: {
    ...cancel,
    ...note('accepted'),
    assign: { to: 'assigned', by: ['provider'] },
    return: { to: 'assigned', by: ['provider', 'helper'] },
    move: { to: 'assigned', by: ['station'] },
    depart: { to: 'accepted', by: ['helper'] },
    start: { to: 'started', by: ['helper'] },
    deliver: { to: 'finished', by: ['helper'] },
    noAnswer: { to: 'accepted', by: ['helper'] },
    reportSafe: { to: 'accepted', by: ['elder', 'station'] },
    noShow: { to: 'noShow', by: ['station'] },
    // Its day is over and nobody began it: the desk asks, and writes what became of it.
    conclude: { to: 'finished', by: ['station'] },
  },
  started: {
    ...note('started'),
    finish: { to: 'finished', by: ['helper'] },
    // To a colleague, who goes on with it and writes the record.
    assign: { to: 'started', by: ['provider'] },
    conclude: { to: 'finished', by: ['provider', 'station'] },
  },
  finished: {
    ...note('finished'),
    confirm: { to: 'confirmed', by: ['elder', 'station'] },
    dispute: { to: 'disputed', by: ['elder', 'station'] },
    ...receive('finished'),
  },
  disputed: {
    ...note('disputed'),
    redo: { to: 'finished', by: ['provider'] },
    confirm: { to: 'confirmed', by: ['elder', 'station'] },
    decide: { to: 'confirmed', by: ['above'] },
  },
  confirmed: { rate: { to: 'confirmed', by: ['elder'] }, ...receive('confirmed') },
  settled: { rate: { to: 'settled', by: ['elder'] } },
  cancelled: { ...receive('cancelled') },
  noShow: { ...receive('noShow') },
  refunded: {},
}

/** State × step of the clock, or of a feature that pays, moves or ends orders → next state. */
export const orderStepTransitions: Record<OrderState, Partial<Record<OrderStep, OrderState>>> = {
  placed: { pay: 'paid', expire: 'cancelled', release: 'assigned', relocate: 'placed', stop: 'cancelled' },
  paid: { release: 'assigned', relocate: 'paid', stop: 'cancelled' },
  // From `assigned` on `pay`: begun to be paid in WeChat before it was to be settled at the station.
  assigned: {
    pay: 'assigned',
    acceptAtOnce: 'accepted',
    unaccepted: 'assigned',
    late: 'assigned',
    unfinished: 'assigned',
    relocate: 'assigned',
    safe: 'assigned',
    stop: 'cancelled',
  },
  accepted: {
    pay: 'accepted',
    late: 'accepted',
    unfinished: 'accepted',
    relocate: 'assigned',
    safe: 'accepted',
    stop: 'cancelled',
  },
  started: { pay: 'started', unfinished: 'started' },
  finished: { pay: 'finished', confirmInSilence: 'confirmed', callDue: 'finished' },
  disputed: { pay: 'disputed', escalate: 'disputed' },
  confirmed: { pay: 'confirmed', settle: 'settled', refund: 'refunded' },
  settled: { refund: 'refunded' },
  // Paid a moment too late: the place is taken again where there still is one.
  cancelled: { pay: 'paid', refund: 'refunded' },
  noShow: { refund: 'refunded' },
  refunded: {},
}

const openStates: readonly OrderState[] = [
  'placed',
  'paid',
  'assigned',
  'accepted',
  'started',
  'finished',
  'disputed',
]
const holdingStates: readonly OrderState[] = [
  'placed',
  'paid',
  'assigned',
  'accepted',
  'started',
  'finished',
  'disputed',
  'confirmed',
  'settled',
]

/** Somebody still owes something: the unit the service, or the elder a yes. */
export const isOrderOpen = (state: OrderState): boolean => openStates.includes(state)

/** The order keeps its place in the slot. */
export const holdsPlace = (state: OrderState): boolean => holdingStates.includes(state)

/** It has not begun yet: it may be moved, or called off. */
export const isOrderAhead = (state: OrderState): boolean =>
  state === 'placed' || state === 'paid' || state === 'assigned' || state === 'accepted'

export function findOrderTransition(state: OrderState, action: OrderAction): OrderTransition | undefined {
  return orderTransitions[state][action]
}

/** Every action the table allows in a state to someone who stands in these capacities. */
export function availableOrderActions(state: OrderState, parties: readonly OrderParty[]): OrderAction[] {
  return listAllowed(orderTransitions[state], orderActions, parties)
}

/** Where an order came from. */
export const orderSources = ['self', 'proxy', 'counter', 'phone', 'visit', 'plan'] as const
export type OrderSource = (typeof orderSources)[number]
export const orderSourceNames: Record<OrderSource, string> = {
  self: '本人下单',
  proxy: '亲属代办',
  counter: '柜台',
  phone: '电话',
  visit: '上门',
  plan: '长期预约',
}

/** How the self-paid part is settled; `wechat`: before it is served. Source: product page, "Payment". */
export const settlements = ['station', 'monthly', 'wechat'] as const
export type Settlement = (typeof settlements)[number]
export const settlementNames: Record<Settlement, string> = {
  station: '到站结算',
  monthly: '月结',
  wechat: '微信支付',
}

/** What becomes of the money, apart from the service. */
export const paymentStates = ['none', 'due', 'received', 'waived'] as const
export type PaymentState = (typeof paymentStates)[number]

/** Why a unit hands an order back; the elder is looked after by somebody else then. */
export const orderReturnReasons = {
  noStaff: '人手不够',
  closed: '当天不开',
  tooFar: '太远，赶不到',
  notSuited: '情况不适合，需要别人来做',
  sick: '服务人员生病',
} as const
export type OrderReturnReason = keyof typeof orderReturnReasons

/** Why somebody began at a door where neither digits nor card could be shown: each of these visits is asked about. */
export const unprovedReasons = {
  nothing: '长者没有手机，也没有服务卡',
  missing: '手机或服务卡一时找不到',
  unable: '长者看不清、念不出',
} as const
export type UnprovedReason = keyof typeof unprovedReasons

/** How it ended, in the helper's record. */
export const orderOutcomes = ['done', 'partly', 'notDone'] as const
export type OrderOutcome = (typeof orderOutcomes)[number]
export const orderOutcomeNames: Record<OrderOutcome, string> = {
  done: '做完了',
  partly: '做了一部分',
  notDone: '没有做成',
}

/**
 * How an order ended, as its badge says it. `unknown`: its day is over and nobody has written what became of it.
 */
export const orderEndings = [...orderOutcomes, 'cancelled', 'noShow', 'unknown'] as const
export type OrderEnding = (typeof orderEndings)[number]

/** Figures of the rules above; data, with these defaults. */
export const orderRules = {
  /** An order that nobody paid ends so long after its time, when the payment had its last look. */
  unpaidGraceSeconds: 60,
  undoSeconds: 8,
  elderUndoSeconds: 120,
  /** The unit says yes within so long, at the latest so long before it begins. */
  acceptMinutes: 4 * 60,
  acceptBeforeMinutes: 60,
  /** Later than this after the agreed time is late; a meal is late at the end of its window. */
  lateMinutes: 20,
  codeDigits: 6,
  codeTries: 5,
  codeLockMinutes: 15,
  /** Of visits that began without digits or card the desk asks about one in so many. Source: product page, “weak proof”. */
  checkOneIn: 10,
  silenceDays: 3,
  /** Where somebody has to ask her and reaches nobody, it ends so long after it was done. */
  callDays: 14,
  /** Begun and so long after its end not finished, somebody calls. */
  unfinishedMinutes: 120,
  /** Of what nobody began the desk asks the morning after, from this minute of the day on. */
  unbegunMinutes: 8 * 60,
  /** The unit makes good what was not done well within so long, else the level above decides, within so long again. */
  redoDays: 3,
  decideDays: 7,
  /** A meal is eaten within so long of leaving the kitchen. Source: GB 31654-2021, food kept warm. */
  eatWithinMinutes: 120,
  /** How long before its window begins a meal leaves. */
  leaveBeforeMinutes: 15,
  /** An unanswered door is followed up within so long, else the level above hears of it. */
  noAnswerMinutes: 15,
} as const
