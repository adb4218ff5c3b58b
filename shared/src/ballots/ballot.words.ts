import {
  ballotKindNames,
  electorateTexts,
  nameThreshold,
  ownersMatterNames,
  type BallotForm,
  type BallotKind,
  type BallotOption,
  type BallotOutcome,
  type BallotRule,
  type Electorate,
  type OwnersMatter,
} from './ballot'
import type { Round } from './ballot.count'

interface Described {
  kind: BallotKind
  electorate: Electorate
  form: BallotForm
  isSecret: boolean
  rule: BallotRule
  matter?: OwnersMatter | undefined
  mostChoices: number
}

/** Of homes, a home counts and not each who lives in it. */
const countedIn = ({ electorate }: Described): string => (electorate === 'households' ? '的户' : '')

const describeQuorum = (ballot: Described): string => {
  const { kind, rule } = ballot
  if (rule.quorum === null) return '有多少人投都算数。'
  const both = kind === 'owners' ? '人数和专有面积都要' : '要有'
  return `${both}${nameThreshold(rule.quorum)}${countedIn(ballot)}参加，结果才有效。`
}

function describeMajority(ballot: Described): string {
  const { kind, form, rule, electorate } = ballot
  if (form === 'ranked')
    return '逐轮计票：每张票先算给排在最前的方案，超过半数就选出；没有的话，票最少的方案出局，它的票转给下一个喜欢的，再算一轮。票数一样少时，往前一轮一轮比，谁的票少谁出局；一直一样，票上排在后面的出局。'
  if (rule.majority === null) return '得票最多的方案通过；最多的有两个一样，就都不算通过。'
  const both = kind === 'owners' ? '按人数和面积都要' : '要有'
  const those = electorate === 'households' ? '参加的户里' : '参加的人里'
  return `${those}${both}${nameThreshold(rule.majority)}${countedIn(ballot)}同意，才算通过。`
}

const formTexts: Record<BallotForm, (most: number) => string> = {
  yesNo: () => '选同意、反对或弃权。弃权也算参加。',
  single: () => '只选一个方案；都不赞成，选“都不赞成”。',
  several: (most) => `赞成的都可以选，最多 ${most} 个；都不赞成，选“都不赞成”。`,
  ranked: () => '按喜欢的先后排，最喜欢的排第一；不喜欢的可以不排。',
}

const secretText =
  '不记名：在手机上投，谁也看不到您选了什么。用纸质票的，由两位工作人员按号码各录一遍，不记是谁的票，计票以后也不留哪张票选了什么。截止前没有人看得到票数。投出后不能改，投之前请想好。'
const openText = '记名：社区工作人员能看到您选了什么。截止前可以改，以最后一次为准。'

/** What is asked and by which rule, in plain sentences, for the page and for paper. */
export function describeBallotRule(ballot: Described): string[] {
  const { kind, electorate, form, isSecret, matter, mostChoices } = ballot
  return [
    `${ballotKindNames[kind]}${matter === undefined ? '' : `：${ownersMatterNames[matter]}`}。${
      kind === 'opinion' ? '只听取意见，供社区参考，不是法律上的表决。' : ''
    }`,
    `谁来投：${electorateTexts[electorate]}。`,
    `怎么投：${formTexts[form](mostChoices)}`,
    describeQuorum(ballot),
    describeMajority(ballot),
    isSecret ? secretText : openText,
  ]
}

export const outcomeTexts: Record<BallotOutcome, string> = {
  passed: '通过',
  failed: '没有通过',
  noQuorum: '参加的人不够，这次结果无效',
  void: '已作废，不算数',
}

const tieTexts: Record<NonNullable<Round['tie']>, string> = {
  earlierRound: '（票数一样少，按前面几轮谁的票少定）',
  laterOnPaper: '（票数一直一样，按票上的先后，排在后面的出局）',
}

/** One round of the runoff as a sentence: 「第 2 轮：甲 5 票，乙 3 票。乙票最少，出局。」 */
export function describeRound(round: Round, number: number, options: readonly BallotOption[]): string {
  const textOf = (id: string): string => options.find((option) => option.id === id)?.text ?? id
  const counts = round.counts.map(({ optionId, votes }) => `“${textOf(optionId)}”${votes} 票`).join('，')
  const exhausted = round.exhausted > 0 ? `另有 ${round.exhausted} 张票排过的方案都已出局，不再计。` : ''
  const end =
    round.winner !== undefined
      ? `“${textOf(round.winner)}”超过半数，选出。`
      : round.eliminated !== undefined
        ? `没有过半数的。“${textOf(round.eliminated)}”票最少，出局${round.tie ? tieTexts[round.tie] : ''}。`
        : '没有收到票。'
  return `第 ${number} 轮：${counts}。${exhausted}${end}`
}
