import {
  availableOrderActions,
  findOrderTransition,
  holdsPlace,
  isOrderAhead,
  isOrderOpen,
  orderActions,
  orderParties,
  orderStates,
  orderSteps,
  orderStepTransitions,
  orderTransitions,
  type OrderAction,
  type OrderParty,
  type OrderState,
  type OrderStep,
} from './order.state'

/** The whole matrix, written out apart from the table: state → action → `parties>next state`. */
const expected: Record<OrderState, Partial<Record<OrderAction, string>>> = {
  placed: { cancel: 'elder station>cancelled', payLater: 'elder station>placed' },
  paid: { cancel: 'elder station>cancelled' },
  assigned: {
    cancel: 'elder station>cancelled',
    accept: 'provider helper>accepted',
    claim: 'pool>accepted',
    deliver: 'helper>finished',
    noAnswer: 'helper>accepted',
    assign: 'provider>assigned',
    offer: 'provider station>assigned',
    return: 'provider helper>assigned',
    move: 'station>assigned',
    reportSafe: 'elder station>assigned',
    conclude: 'station>finished',
    note: 'provider helper station above>assigned',
  },
  accepted: {
    cancel: 'elder station>cancelled',
    assign: 'provider>assigned',
    return: 'provider helper>assigned',
    move: 'station>assigned',
    depart: 'helper>accepted',
    start: 'helper>started',
    deliver: 'helper>finished',
    noAnswer: 'helper>accepted',
    reportSafe: 'elder station>accepted',
    noShow: 'station>noShow',
    conclude: 'station>finished',
    note: 'provider helper station above>accepted',
  },
  started: {
    finish: 'helper>finished',
    assign: 'provider>started',
    conclude: 'provider station>finished',
    note: 'provider helper station above>started',
  },
  finished: {
    confirm: 'elder station>confirmed',
    dispute: 'elder station>disputed',
    receive: 'provider station>finished',
    note: 'provider helper station above>finished',
  },
  disputed: {
    redo: 'provider>finished',
    confirm: 'elder station>confirmed',
    decide: 'above>confirmed',
    note: 'provider helper station above>disputed',
  },
  confirmed: { rate: 'elder>confirmed', receive: 'provider station>confirmed' },
  settled: { rate: 'elder>settled' },
  cancelled: { receive: 'provider station>cancelled' },
  noShow: { receive: 'provider station>noShow' },
  refunded: {},
}

/** The same of the steps that nobody presses. */
const expectedSteps: Record<OrderState, Partial<Record<OrderStep, OrderState>>> = {
  placed: { pay: 'paid', expire: 'cancelled', release: 'assigned', relocate: 'placed', stop: 'cancelled' },
  paid: { release: 'assigned', relocate: 'paid', stop: 'cancelled' },
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
  cancelled: { pay: 'paid', refund: 'refunded' },
  noShow: { refund: 'refunded' },
  refunded: {},
}

const cells = orderStates.flatMap((state) => orderActions.map((action) => [state, action] as const))

describe('the table of orders', () => {
  it.each(cells)('%s × %s', (state, action) => {
    const transition = findOrderTransition(state, action)
    const written = transition && `${transition.by.join(' ')}>${transition.to}`
    expect(written).toBe(expected[state][action])
  })

  it.each(orderStates.flatMap((state) => orderSteps.map((step) => [state, step] as const)))(
    '%s × %s by itself',
    (state, step) => {
      expect(orderStepTransitions[state][step]).toBe(expectedSteps[state][step])
    },
  )

  it.each(orderStates)('offers each party in %s exactly what the table gives it', (state) => {
    for (const party of orderParties) {
      const allowed = orderActions.filter((action) => {
        const by: readonly OrderParty[] = orderTransitions[state][action]?.by ?? []
        return by.includes(party)
      })
      expect(availableOrderActions(state, [party])).toEqual(allowed)
    }
    expect(availableOrderActions(state, [])).toEqual([])
  })

  it('reaches every state, and ends where nothing is owed', () => {
    const reached = new Set<OrderState>(['placed'])
    for (let before = 0; before !== reached.size;) {
      before = reached.size
      for (const state of [...reached]) {
        for (const action of orderActions) {
          const to = orderTransitions[state][action]?.to
          if (to) reached.add(to)
        }
        for (const step of orderSteps) {
          const to = orderStepTransitions[state][step]
          if (to) reached.add(to)
        }
      }
    }
    expect([...reached].sort()).toEqual([...orderStates].sort())
    expect(orderStates.filter((state) => !isOrderOpen(state))).toEqual([
      'confirmed',
      'settled',
      'cancelled',
      'noShow',
      'refunded',
    ])
  })

  it('never lets a door that stayed shut end in a no-show but by the station', () => {
    for (const state of orderStates) {
      const transition = findOrderTransition(state, 'noShow')
      if (transition) expect(transition.by).toEqual(['station'])
      for (const step of orderSteps) expect(orderStepTransitions[state][step]).not.toBe('noShow')
    }
  })

  it('gives the place in the slot back once it is called off, and only then', () => {
    expect(orderStates.filter((state) => !holdsPlace(state))).toEqual(['cancelled', 'noShow', 'refunded'])
    expect(orderStates.filter(isOrderAhead)).toEqual(['placed', 'paid', 'assigned', 'accepted'])
  })
})
