import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { useAction } from '../hooks/useAction'
import { findGrantees, type Grantee } from '../services/people'
import { Button } from './Button'
import { ChoiceList } from './ChoiceList'
import { ErrorNotice } from './ErrorNotice'
import { TextField } from './TextField'

export interface ChosenPerson {
  userId: string
  label: string
}

interface AccountSearchProps {
  areaCode: string
  hint: string
  /** What is said when nobody of that name has an account. */
  nobody: string
  /** What people of one name are told apart by. */
  describe: (person: Grantee) => string | undefined
  /** Why somebody cannot be chosen yet. */
  refuse?: (person: Grantee) => string | undefined
  chosen: ChosenPerson | undefined
  onChoose: (person: ChosenPerson | undefined) => void
}

/** Someone with an account, found by name and chosen among those of that name. */
export function AccountSearch({ areaCode, hint, nobody, chosen, ...choice }: AccountSearchProps) {
  const [name, setName] = useState('')
  const [found, setFound] = useState<Grantee[]>()
  const { run, isBusy, problem } = useAction()
  const find = () =>
    run(async () => {
      setFound((await findGrantees(areaCode, name.trim())).items)
    })
  return (
    <View className="stack">
      <TextField
        label="他的名字"
        hint={hint}
        most={40}
        value={name}
        onChange={(text) => {
          setName(text)
          setFound(undefined)
        }}
      />
      <Button
        text="找人"
        icon="search"
        isBusy={isBusy}
        isDisabled={Array.from(name.trim()).length < 2}
        onPress={() => void find()}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {found?.length === 0 && <Text className="text-block text-soft">{nobody}</Text>}
      {found && <People found={found} chosen={chosen} {...choice} />}
      {!found && chosen && <Text className="text-block text-strong">已选：{chosen.label}</Text>}
    </View>
  )
}

type PeopleProps = Pick<AccountSearchProps, 'describe' | 'refuse' | 'chosen' | 'onChoose'> & {
  found: readonly Grantee[]
}

function People({ found, describe, refuse, chosen, onChoose }: PeopleProps) {
  const people = found.map((person) => ({
    userId: person.userId,
    label: nameOf(person),
    note: describe(person),
    refusal: refuse?.(person),
  }))
  const ready = people.filter(({ refusal }) => refusal === undefined)
  return (
    <>
      {ready.length > 0 && (
        <ChoiceList
          label="是哪一位"
          options={ready.map(({ userId, label, note }) => ({
            value: userId,
            label,
            ...(note === undefined ? {} : { note }),
          }))}
          value={chosen?.userId}
          onChange={(userId) => {
            const person = ready.find((each) => each.userId === userId)
            onChoose(person && { userId, label: person.label })
          }}
        />
      )}
      {people.map(
        ({ userId, label, refusal }) =>
          refusal !== undefined && (
            <Text key={userId} className="text-block text-soft">
              {label}：{refusal}
            </Text>
          ),
      )}
    </>
  )
}

const nameOf = ({ maskedName, displayName }: Grantee): string =>
  maskedName === undefined ? displayName : `${maskedName}（${displayName}）`
