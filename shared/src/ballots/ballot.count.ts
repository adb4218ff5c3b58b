import type { BallotForm, BallotOption, BallotOutcome, BallotRule, Threshold } from './ballot'

/** People, and exclusive floor area in hundredths of a square metre (0 where area does not count). */
export interface Weight {
  heads: number
  area: number
}

export interface CountedVote {
  /** Ids of options; for `ranked` the best liked first. */
  choices: readonly string[]
  area: number
}

export interface Tally extends Weight {
  optionId: string
  isPassed: boolean
}

/** One round of the instant runoff. */
export interface Round {
  counts: { optionId: string; votes: number }[]
  /** Votes none of whose options is left. */
  exhausted: number
  winner?: string
  eliminated?: string
  /** Several had the fewest: how it was decided which goes. */
  tie?: 'earlierRound' | 'laterOnPaper'
}

export interface Count {
  outcome: Exclude<BallotOutcome, 'void'>
  isQuorate: boolean
  turnout: Weight
  tallies: Tally[]
  /** Several had equally many where only one can be adopted. */
  isTied: boolean
  rounds?: Round[]
}

export interface CountInput {
  form: BallotForm
  options: readonly Pick<BallotOption, 'id' | 'role'>[]
  rule: BallotRule
  isByArea: boolean
  electorate: Weight
  votes: readonly CountedVote[]
}

/** Whether a share is reached, in whole numbers: no fraction is ever rounded. Of nothing no share is reached. */
export function meets(part: number, whole: number, { numerator, denominator, isOver }: Threshold): boolean {
  if (whole === 0) return false
  const [left, right] = [part * denominator, whole * numerator]
  return isOver ? left > right : left >= right
}

const meetsBoth = (part: Weight, whole: Weight, threshold: Threshold, isByArea: boolean): boolean =>
  meets(part.heads, whole.heads, threshold) && (!isByArea || meets(part.area, whole.area, threshold))

function weigh(votes: readonly CountedVote[]): Weight {
  return { heads: votes.length, area: votes.reduce((sum, { area }) => sum + area, 0) }
}

/** The options that have most votes of all but abstentions. */
function listMost(weights: readonly (Weight & Pick<BallotOption, 'id' | 'role'>)[]): string[] {
  const standing = weights.filter(({ role, heads }) => role !== 'abstain' && heads > 0)
  const most = Math.max(0, ...standing.map(({ heads }) => heads))
  return standing.filter(({ heads }) => heads === most).map(({ id }) => id)
}

function countMarks(
  input: CountInput,
  isQuorate: boolean,
  turnout: Weight,
): Pick<Count, 'tallies' | 'isTied'> {
  const { form, options, rule, isByArea, votes } = input
  const weights = options.map((option) => ({
    ...option,
    ...weigh(votes.filter(({ choices }) => choices.includes(option.id))),
  }))
  const { majority } = rule
  const reached = majority
    ? weights.filter((weight) => meetsBoth(weight, turnout, majority, isByArea)).map(({ id }) => id)
    : listMost(weights)
  // Of one choice only one can be adopted: two that both have exactly half are equal, and neither is.
  const isTied = (form !== 'several' || majority === null) && reached.length > 1
  const tallies = weights.map(({ id, role, heads, area }) => ({
    optionId: id,
    heads,
    area,
    isPassed: isQuorate && !isTied && role === 'plan' && reached.includes(id),
  }))
  return { tallies, isTied }
}

/** Which of those with fewest votes goes: who had fewer in the nearest earlier round, else who stands later on the paper. */
function chooseLast(
  lowest: readonly string[],
  earlier: readonly Round[],
): { id: string; tie?: NonNullable<Round['tie']> } {
  let left = lowest
  for (const round of [...earlier].reverse()) {
    if (left.length === 1) break
    const votesOf = (id: string): number => round.counts.find(({ optionId }) => optionId === id)?.votes ?? 0
    const fewest = Math.min(...left.map(votesOf))
    left = left.filter((id) => votesOf(id) === fewest)
  }
  const id = left.at(-1) ?? ''
  if (lowest.length === 1) return { id }
  return { id, tie: left.length === 1 ? 'earlierRound' : 'laterOnPaper' }
}

function countRound(
  standing: readonly string[],
  votes: readonly CountedVote[],
): Pick<Round, 'counts' | 'exhausted'> {
  const tally = new Map(standing.map((id) => [id, 0]))
  let exhausted = 0
  for (const { choices } of votes) {
    const first = choices.find((id) => tally.has(id))
    if (first === undefined) exhausted += 1
    else tally.set(first, (tally.get(first) ?? 0) + 1)
  }
  return { counts: [...tally].map(([optionId, count]) => ({ optionId, votes: count })), exhausted }
}

/**
 * Instant runoff: the votes go to the best liked that is left; who has more than half of those wins, else the one with
 * fewest goes. The tie rule is `chooseLast`. @returns every round, the last with its winner when there is a vote.
 */
export function runOff(optionIds: readonly string[], votes: readonly CountedVote[]): Round[] {
  const rounds: Round[] = []
  let standing = [...optionIds]
  while (standing.length > 0) {
    const round = countRound(standing, votes)
    const total = round.counts.reduce((sum, each) => sum + each.votes, 0)
    const winner = round.counts.find((each) => each.votes * 2 > total)
    if (total === 0) return [...rounds, round]
    if (winner) return [...rounds, { ...round, winner: winner.optionId }]
    const fewest = Math.min(...round.counts.map((each) => each.votes))
    const lowest = round.counts.filter((each) => each.votes === fewest).map(({ optionId }) => optionId)
    const { id, tie } = chooseLast(lowest, rounds)
    rounds.push({ ...round, eliminated: id, ...(tie ? { tie } : {}) })
    standing = standing.filter((each) => each !== id)
  }
  return rounds
}

function countRanks(
  { options, votes }: CountInput,
  isQuorate: boolean,
): Pick<Count, 'tallies' | 'isTied' | 'rounds'> {
  const rounds = runOff(
    options.map(({ id }) => id),
    votes,
  )
  const winner = rounds.at(-1)?.winner
  const firsts = rounds[0]?.counts ?? []
  const tallies = firsts.map(({ optionId, votes: heads }) => ({
    optionId,
    heads,
    area: 0,
    isPassed: isQuorate && optionId === winner,
  }))
  return { tallies, isTied: false, rounds }
}

/**
 * The result of a ballot, exactly and the same however often it is counted. Whoever votes takes part, abstaining too.
 * A quorum and a majority of owners are needed both by heads and by area.
 */
export function countBallot(input: CountInput): Count {
  const { form, rule, isByArea, electorate, votes } = input
  const turnout = weigh(votes)
  const isQuorate = rule.quorum === null || meetsBoth(turnout, electorate, rule.quorum, isByArea)
  const counted = form === 'ranked' ? countRanks(input, isQuorate) : countMarks(input, isQuorate, turnout)
  const isPassed = counted.tallies.some((tally) => tally.isPassed)
  return { outcome: !isQuorate ? 'noQuorum' : isPassed ? 'passed' : 'failed', isQuorate, turnout, ...counted }
}
