import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { ListRow } from '../../../components/ListRow'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { findPeople, type FoundPerson } from '../../../services/queue'

interface PersonSearchProps {
  community: string
  person: { id: string; label: string } | undefined
  hint?: string | undefined
  onChange: (person: { id: string; label: string } | undefined) => void
}

const describe = ({ maskedName, homes, birthYear }: FoundPerson): string =>
  [maskedName, homes[0]?.label, birthYear === undefined ? undefined : `${birthYear} 年生`]
    .filter(Boolean)
    .join('，')

/** The elder, found in the register by whole name or whole phone. */
export function PersonSearch({ community, person, hint, onChange }: PersonSearchProps) {
  const [words, setWords] = useState('')
  const [people, setPeople] = useState<FoundPerson[]>()
  const { run, isBusy, problem } = useAction()
  if (person)
    return (
      <View className="list">
        <ListRow
          icon="person"
          title={person.label}
          note="台账里的这位老人"
          extra={
            <Button
              text="换人"
              kind="quiet"
              onPress={() => {
                onChange(undefined)
              }}
            />
          }
        />
      </View>
    )
  const search = () =>
    run(async () => {
      setPeople((await findPeople(community, words.trim())).items)
    })
  return (
    <View className="stack">
      <TextField
        label="老人的姓名或手机号"
        hint={hint ?? '写全名，从台账里找。'}
        value={words}
        most={40}
        onChange={setWords}
      />
      <Button
        text="从台账里找"
        icon="search"
        isDisabled={words.trim() === ''}
        isBusy={isBusy}
        onPress={() => void search()}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {people?.length === 0 && (
        <Text className="text-block text-soft">台账里没有找到。请核对姓名，或先在台账里登记这位老人。</Text>
      )}
      {people && people.length > 0 && (
        <View className="list">
          {people.map((found) => (
            <ListRow
              key={found.id}
              icon="person"
              title={describe(found)}
              {...(found.maskedPhone === undefined ? {} : { note: found.maskedPhone })}
              onPress={() => {
                onChange({ id: found.id, label: describe(found) })
              }}
            />
          ))}
        </View>
      )}
    </View>
  )
}
