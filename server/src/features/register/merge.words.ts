import { maskName, maskPhone } from '../../lib/masks'
import { isShown, type MergePair } from './merge.check'

const hideDay = (day: string): string => `${day.slice(0, 4)}-**-**`
const fields = [
  ['phone', '手机号', maskPhone],
  ['birthDate', '生日', hideDay],
] as const

/** What the one that stays takes over, and what of the other is not used any more. */
function describeFields({ clear: { kept, gone } }: MergePair): string[] {
  return fields.flatMap(([field, name, mask]) => {
    const [own, other] = [kept[field], gone[field]]
    if (other === undefined || own === other) return []
    if (own === undefined) return [`补上${name}：${mask(other)}。`]
    // Where the masks are the same, they would say that there is no difference.
    const which =
      mask(own) === mask(other)
        ? `两条的${name}不一样，用留下这一条的`
        : `${name}用留下这一条的 ${mask(own)}，另一条的 ${mask(other)} 不再用`
    return [`${which}。不对的话，合并后点“改正”。`]
  })
}

/** What will happen, a sentence each, for whoever decides; masked. */
export function describeMerge(pair: MergePair): string[] {
  const { clear, accounts } = pair
  const isRenamed = clear.kept.name !== clear.gone.name
  return [
    ...(isRenamed
      ? [
          `姓名用 ${maskName(clear.kept.name)}；拿 ${maskName(clear.gone.name)} 这个姓名再来登记，也会认出是同一个人。`,
        ]
      : []),
    ...describeFields(pair),
    '住址、诉求、服务单、亲属代办、紧急联系人、报平安、公告和议事的记录，都并到留下的这一条，以前的经过都在。',
    '同一项补贴一个月只有一份，用过的加在一起算，不会多用，也不会少算。',
    '同一样服务有两个长期预约的，留早办的一个，另一个先停，并提醒社区打电话。',
    '正在投票的表决，一个人只留一票。',
    ...(accounts.gone === undefined ? [] : ['她的微信账号连到留下的这一条，不用重新核实。']),
    ...(isShown(pair) ? [] : ['姓名不一样，或者生日对不上、没有写，要另一位同事（或街道）核对以后才合并。']),
    '合并以后不能再分开。原来的姓名、电话、生日和原因都留在登记的经过里。',
  ]
}
