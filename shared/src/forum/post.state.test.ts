import {
  availablePostActions,
  findPostTransition,
  postActions,
  postParties,
  postStates,
  postStepTargets,
  postSteps,
  type PostAction,
  type PostParty,
  type PostState,
  type PostStep,
} from './post.state'

const write: PostAction[] = ['edit', 'delete']

/** The whole table once more, written apart: state → party → actions. A change must be made in both places. */
const expected: Record<PostState, Record<PostParty, PostAction[]>> = {
  checking: { author: write, reader: [], moderator: [] },
  inReview: { author: write, reader: [], moderator: [] },
  visible: {
    author: [
      ...write,
      'comment',
      'follow',
      'markAnswered',
      'unmarkAnswered',
      'raiseNeed',
      'refuseNeed',
      'raiseMotion',
    ],
    reader: ['comment', 'like', 'follow', 'report'],
    moderator: [
      'comment',
      'like',
      'follow',
      'report',
      'markAnswered',
      'unmarkAnswered',
      'offerNeed',
      'pin',
      'unpin',
      'lock',
      'unlock',
    ],
  },
  hidden: { author: ['delete', 'appeal'], reader: [], moderator: [] },
  deleted: { author: [], reader: [], moderator: [] },
}

const cells = postStates.flatMap((state) => postParties.map((party) => [state, party] as const))

describe('what may be done to a post', () => {
  it.each(cells)('that is %s by the %s', (state, party) => {
    expect(availablePostActions(state, [party])).toEqual(expected[state][party])
  })

  it('by several parties at once is what each may', () => {
    expect(availablePostActions('visible', ['reader', 'moderator'])).toEqual(expected.visible.moderator)
    expect(availablePostActions('visible', [])).toEqual([])
  })

  it('leads where the table says', () => {
    for (const state of postStates)
      for (const action of postActions) {
        const to = findPostTransition(state, action)?.to
        if (to === undefined) continue
        if (action === 'edit') expect(to).toBe('checking')
        else if (action === 'delete') expect(to).toBe('deleted')
        else expect(to).toBe(state)
      }
  })
})

/** Where each verdict leads. */
const targets: Record<PostState, Partial<Record<PostStep, PostState>>> = {
  checking: { pass: 'visible', queue: 'inReview', hide: 'hidden' },
  inReview: { pass: 'visible', hide: 'hidden' },
  visible: { queue: 'inReview', hide: 'hidden' },
  hidden: { pass: 'visible', queue: 'inReview' },
  deleted: {},
}

it.each(postStates.flatMap((state) => postSteps.map((step) => [state, step] as const)))(
  'a post that is %s after the verdict %s',
  (state, step) => {
    expect(postStepTargets[state][step]).toBe(targets[state][step])
  },
)
