import { ballotKinds, electoratesOf, formsOf, nameThreshold, ownersMatters, ownersRules } from './ballot'
import { describeBallotRule } from './ballot.words'
import {
  availableBallotActions,
  ballotActions,
  ballotParties,
  ballotStates,
  ballotStateTexts,
  ballotSteps,
  ballotStepTargets,
  findBallotTransition,
  type BallotAction,
  type BallotParty,
  type BallotState,
} from './ballot.state'

/** The whole matrix, written out: what is not here is refused. */
const expected: Partial<Record<`${BallotState} ${BallotAction}`, { to: BallotState; by: string }>> = {
  'draft edit': { to: 'draft', by: 'drafter' },
  'draft remove': { to: 'draft', by: 'drafter' },
  'draft announce': { to: 'announced', by: 'secretary' },
  'announced edit': { to: 'announced', by: 'drafter' },
  'announced takeBack': { to: 'draft', by: 'secretary' },
  'announced nameVoter': { to: 'announced', by: 'voter' },
  'announced contest': { to: 'announced', by: 'voter' },
  'announced settle': { to: 'announced', by: 'secretary street' },
  'announced void': { to: 'void', by: 'street' },
  'open edit': { to: 'open', by: 'drafter' },
  'open vote': { to: 'open', by: 'voter' },
  'open nameVoter': { to: 'open', by: 'voter' },
  'open contest': { to: 'open', by: 'voter' },
  'open settle': { to: 'open', by: 'secretary street' },
  'open handPaper': { to: 'open', by: 'drafter' },
  'open takeBackPaper': { to: 'open', by: 'drafter street' },
  'open typePaper': { to: 'open', by: 'desk' },
  'open void': { to: 'void', by: 'street' },
  'closed void': { to: 'void', by: 'street' },
}

const matrix = ballotStates.flatMap((state) => ballotActions.map((action) => [state, action] as const))

it.each(matrix)('%s × %s', (state, action) => {
  const transition = findBallotTransition(state, action)
  const known = expected[`${state} ${action}`]
  expect(transition && { to: transition.to, by: transition.by.join(' ') }).toEqual(known)
  for (const party of ballotParties)
    expect(availableBallotActions(state, [party]).includes(action)).toBe(
      known?.by.split(' ').includes(party satisfies BallotParty) ?? false,
    )
})

it('opens and closes by the clock only, once', () => {
  const steps = ballotStates.flatMap((state) =>
    ballotSteps.flatMap((step) => ballotStepTargets[state][step] ?? []),
  )
  expect(steps).toEqual(['open', 'closed'])
  for (const state of ballotStates) expect(ballotStateTexts[state]).not.toBe('')
})

it('ranks only where nothing is decided by law, and lets only owners vote by area', () => {
  expect(ballotKinds.filter((kind) => formsOf[kind].includes('ranked'))).toEqual(['opinion'])
  expect(electoratesOf.owners).toEqual(['owners'])
  expect(electoratesOf.residents).not.toContain('owners')
  expect(
    ownersMatters.map((matter) =>
      nameThreshold(ownersRules[matter].majority ?? { numerator: 1, denominator: 1, isOver: false }),
    ),
  ).toEqual(['过半数', '四分之三以上', '四分之三以上', '四分之三以上'])
})

it('says the rule in words for each kind', () => {
  const common = { form: 'yesNo', isSecret: false, mostChoices: 1 } as const
  const residents = {
    ...common,
    kind: 'residents',
    electorate: 'households',
    rule: ownersRules.rebuilding,
  } as const
  expect(describeBallotRule(residents).join('')).toContain('要有三分之二以上的户参加')
  expect(describeBallotRule(residents).join('')).toContain('参加的户里要有四分之三以上的户同意')
  const owners = {
    ...common,
    kind: 'owners',
    electorate: 'owners',
    matter: 'rebuilding',
    rule: ownersRules.rebuilding,
  } as const
  expect(describeBallotRule(owners).join('')).toContain('按人数和面积都要四分之三以上同意')
  const opinion = {
    ...common,
    kind: 'opinion',
    electorate: 'adults',
    isSecret: true,
    rule: { quorum: null, majority: null },
  } as const
  expect(describeBallotRule(opinion).join('')).toContain('只听取意见')
  const ranked = describeBallotRule({ ...opinion, form: 'ranked' }).join('')
  expect(ranked).toContain('往前一轮一轮比，谁的票少谁出局；一直一样，票上排在后面的出局')
  expect(nameThreshold({ numerator: 4, denominator: 5, isOver: false })).toBe('5 分之 4 以上')
})
