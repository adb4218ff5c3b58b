import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { readGroups } from './roll.groups'
import { askedBy } from './roll.lines'
import type { BallotRecord } from './ballot.model'

/**
 * Asked of what is announced, and of what is changed after that: people have been told who votes.
 * @throws AppError `ballot.areas_missing`, `ballot.nobody` when the register cannot give a roll.
 */
export async function assertRollPossible(
  ballot: Pick<BallotRecord, 'community' | 'estate' | 'electorate' | 'kind' | 'opensAt'>,
  deps: Deps,
): Promise<void> {
  const { groups, gaps } = await readGroups(askedBy(ballot, ballot.opensAt), undefined, deps)
  assertThat(groups.length > 0, 'ballot.nobody')
  assertThat(ballot.kind !== 'owners' || gaps.homes === 0, 'ballot.areas_missing', { homes: gaps.homes })
}

/** The same when it is to open, of the roll that was written for it: why it goes back to be prepared anew. */
export function findRollGap({
  kind,
  size,
  gaps,
}: Pick<BallotRecord, 'kind'> & { size: { heads: number }; gaps: { homes: number } }): string | undefined {
  if (size.heads === 0) return '按台账没有人可以投这次票。请核对台账里的出生日期、家庭或业主，再公布一次。'
  if (kind !== 'owners' || gaps.homes === 0) return undefined
  return `有 ${gaps.homes} 套房屋在台账里没有专有面积，不能按面积计票。请在台账里补齐，再公布一次。`
}
