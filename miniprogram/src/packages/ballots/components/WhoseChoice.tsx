import { Text, View } from '@tarojs/components'
import { ChoiceList } from '../../../components/ChoiceList'
import type { RollLine } from '../../../services/ballots'

/** The home whose vote several share. */
export type Sharing = Pick<RollLine, 'members' | 'voter'>

export const isShared = ({ members }: Sharing): boolean => members.length > 1

/** Only the paper of whom they named counts for them. */
export const isItsVoter = (home: Sharing, personId: string | undefined): boolean =>
  !isShared(home) || (personId !== undefined && personId === home.voter?.personId)

function describe({ voter, members }: Sharing, personId: string | undefined): string {
  if (!voter)
    return '这一户合投一票，还没有登记由谁来投，先不能领票、录票。请他们自己登记，来不及的请书记听过这一户再登记。'
  if (personId === undefined || personId === voter.personId)
    return `这一户合投一票，登记由 ${voter.name} 来投。`
  const { name = '' } = members.find((member) => member.personId === personId) ?? {}
  return `这一户登记由 ${voter.name} 来投，${name} 的票不能算。家里有不同意见的，请书记听过双方再定。`
}

/** Who of a home stands there, asked before a paper is handed or typed for all of them. */
export function WhoseChoice({
  home,
  label,
  value,
  onChange,
}: {
  home: Sharing
  label: string
  value: string | undefined
  onChange: (personId: string) => void
}) {
  return (
    <View className="stack-tight">
      <ChoiceList
        label={label}
        options={home.members.map(({ personId, name }) => ({ value: personId, label: name }))}
        value={value}
        onChange={onChange}
      />
      <Text className="text-block">{describe(home, value)}</Text>
    </View>
  )
}
