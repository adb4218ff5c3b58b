import type { OutputOf } from '@linli/shared/contract'
import {
  ballotLimits,
  defaultBallotSpans,
  defaultResidentsRule,
  electoratesOf,
  formsOf,
  isShared,
  moreThanHalf,
  ownersRules,
  type BallotOption,
  type BallotRule,
  type BallotSpans,
} from '@linli/shared/ballots/ballot'
import type { ballotContracts } from '@linli/shared/ballots/ballot.contract'
import { assertThat } from '../../lib/appError'
import { Estate } from '../areas/estate.model'
import { BallotPreset, type BallotRecord } from './ballot.model'

type Written = Omit<OutputOf<typeof ballotContracts.editBallot.body>, 'version'>

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** The paper: what can be adopted, and beside it what says no and what says nothing. */
function makeOptions({ form, plans }: Written): BallotOption[] {
  const toOptions = (rows: readonly Omit<BallotOption, 'id'>[]): BallotOption[] =>
    rows.map((row, i) => ({ id: letters[i] ?? '', ...row }))
  if (form === 'yesNo')
    return toOptions([
      { text: '同意', role: 'plan' },
      { text: '反对', role: 'against' },
      { text: '弃权', role: 'abstain' },
    ])
  const written = plans.map((text) => ({ text, role: 'plan' as const }))
  return toOptions(form === 'ranked' ? written : [...written, { text: '都不赞成', role: 'against' }])
}

function assertPaper(written: Written): void {
  const { kind, electorate, form, plans, isSecret, matter, estate, rule } = written
  assertThat(electoratesOf[kind].includes(electorate), 'ballot.rule_invalid', { field: 'electorate' })
  assertThat(formsOf[kind].includes(form), 'ballot.rule_invalid', { field: 'form' })
  const isEnough = form === 'yesNo' ? plans.length === 0 : plans.length >= 2
  assertThat(isEnough && new Set(plans).size === plans.length, 'ballot.rule_invalid', { field: 'plans' })
  assertThat(!isSecret || kind !== 'owners', 'ballot.rule_invalid', { field: 'isSecret' })
  assertThat((matter !== undefined) === (kind === 'owners'), 'ballot.rule_invalid', { field: 'matter' })
  assertThat((estate !== undefined) === (electorate === 'owners'), 'ballot.rule_invalid', { field: 'estate' })
  // The shares of the others are the street's and the law's.
  assertThat(kind === 'opinion' || rule === undefined, 'ballot.rule_invalid', { field: 'rule' })
}

/** As the street has set it, else the default. */
export async function readResidentsRule(street: string | undefined): Promise<BallotRule> {
  const preset = street === undefined ? null : await BallotPreset.findOne({ _id: street }).lean<BallotRule>()
  return preset ? { quorum: preset.quorum, majority: preset.majority } : defaultResidentsRule
}

async function readRule({ kind, matter, rule }: Written, street: string | undefined): Promise<BallotRule> {
  if (kind === 'owners') return ownersRules[matter ?? 'ordinary']
  if (kind === 'residents') return readResidentsRule(street)
  return rule ?? { quorum: null, majority: moreThanHalf }
}

const [minute, day] = [60_000, 24 * 60 * 60_000]

/** The least time that ballots of a street leave people. */
export async function readSpans(street: string | undefined): Promise<BallotSpans> {
  const preset = street === undefined ? null : await BallotPreset.findOne({ _id: street }).lean()
  return preset?.spans ?? defaultBallotSpans
}

/** From when somebody may vote who is named now, in an open ballot. */
export async function findVotableFrom({ street }: Pick<BallotRecord, 'street'>, now: Date): Promise<Date> {
  return new Date(now.getTime() + (await readSpans(street)).lateNaming * minute)
}

/** @throws AppError `ballot.times_invalid` when it is open too short or too long. */
async function assertTimes(times: { opensAt: Date; closesAt: Date }, street: string | undefined) {
  const open = times.closesAt.getTime() - times.opensAt.getTime()
  const least = (await readSpans(street)).open * minute
  assertThat(open >= least && open <= ballotLimits.longestOpenDays * day, 'ballot.times_invalid')
}

/**
 * An open ballot closes no earlier than people were told, or leaves them the least time from now on.
 * @throws AppError `ballot.times_invalid`.
 */
export async function assertTimeLeft(
  { closesAt: told, street }: Pick<BallotRecord, 'closesAt' | 'street'>,
  closesAt: Date,
  now: Date,
): Promise<void> {
  const least = closesAt >= told ? 1 : (await readSpans(street)).open * minute
  assertThat(closesAt.getTime() - now.getTime() >= least, 'ballot.times_invalid')
}

/**
 * Before people are told of it: there is time enough to name who casts a shared vote.
 * @throws AppError `ballot.times_invalid`.
 */
export async function assertAnnouncable(
  { electorate, opensAt }: Pick<BallotRecord, 'electorate' | 'opensAt'>,
  street: string | undefined,
  now: Date,
): Promise<void> {
  const needed = isShared(electorate) ? (await readSpans(street)).naming * minute : 0
  assertThat(opensAt.getTime() - now.getTime() >= needed, 'ballot.times_invalid')
}

/** What is asked of whom, by which rule, as it is stored. @throws AppError `ballot.rule_invalid`, `ballot.times_invalid`. */
export async function composeBallot(written: Written, community: string, street: string | undefined) {
  assertPaper(written)
  const { kind, electorate, estate, matter, form, title, text, isSecret } = written
  const times = { opensAt: new Date(written.opensAt), closesAt: new Date(written.closesAt) }
  await assertTimes(times, street)
  if (estate !== undefined)
    assertThat(await Estate.exists({ code: estate, community }), 'ballot.rule_invalid', { field: 'estate' })
  const options = makeOptions(written)
  const plans = options.filter(({ role }) => role === 'plan').length
  return {
    ...{ kind, electorate, form, title, text, isSecret, options, ...times },
    mostChoices:
      form === 'several' ? Math.min(written.mostChoices ?? plans, plans) : form === 'ranked' ? plans : 1,
    rule: await readRule(written, street),
    ...(estate === undefined ? {} : { estate }),
    ...(matter === undefined ? {} : { matter }),
  }
}

/** @throws AppError `ballot.choice_invalid` for what the paper does not offer. */
export function assertChoices({ options, mostChoices }: BallotRecord, choices: readonly string[]): void {
  const chosen = options.filter(({ id }) => choices.includes(id))
  assertThat(chosen.length === choices.length && choices.length <= mostChoices, 'ballot.choice_invalid')
  // “None of them” stands alone.
  assertThat(choices.length === 1 || chosen.every(({ role }) => role === 'plan'), 'ballot.choice_invalid')
}
