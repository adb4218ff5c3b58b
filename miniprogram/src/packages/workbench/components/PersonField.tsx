import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { ListRow } from '../../../components/ListRow'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { findPeople, type FoundPerson } from '../../../services/queue'
import { isPhone, type IntakeForm } from '../intakeForm'

interface PersonFieldProps {
  form: IntakeForm
  /** Whose register is searched; without it, name and phone only. */
  community: string | undefined
  onChange: (part: Partial<IntakeForm>) => void
}

/** Whom it is for: found in the register by name or phone, else what they say. */
export function PersonField({ form, community, onChange }: PersonFieldProps) {
  const { person } = form
  if (person)
    return (
      <View className="list">
        <ListRow
          icon="person"
          title={person.label}
          note="台账里的居民，住址和电话不用再问"
          extra={
            <Button
              text="换人"
              kind="quiet"
              onPress={() => {
                onChange({ person: undefined })
              }}
            />
          }
        />
      </View>
    )
  return (
    <View className="stack">
      <TextField
        label="姓名"
        value={form.name}
        most={40}
        onChange={(name) => {
          onChange({ name })
        }}
      />
      <TextField
        label="手机号"
        type="number"
        value={form.phone}
        most={11}
        onChange={(phone) => {
          onChange({ phone })
        }}
      />
      {community !== undefined && (
        <RegisterSearch
          community={community}
          words={isPhone(form.phone.trim()) ? form.phone.trim() : form.name.trim()}
          onFound={(found) => {
            onChange({ person: { id: found.id, label: describePerson(found) } })
          }}
        />
      )}
    </View>
  )
}

interface RegisterSearchProps {
  community: string
  words: string
  onFound: (person: FoundPerson) => void
}

function RegisterSearch({ community, words, onFound }: RegisterSearchProps) {
  const [found, setFound] = useState<{ words: string; people: FoundPerson[] }>()
  const { run, isBusy, problem } = useAction()
  const search = () =>
    run(async () => {
      setFound({ words, people: (await findPeople(community, words)).items })
    })
  const people = found?.words === words ? found.people : undefined
  return (
    <View className="stack">
      <Button
        text="从台账里找"
        icon="search"
        isDisabled={words === ''}
        isBusy={isBusy}
        onPress={() => void search()}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {people?.length === 0 && (
        <Text className="text-block text-soft">台账里没有找到，就照上面的姓名、电话登记。</Text>
      )}
      {people && people.length > 0 && (
        <View className="list">
          {people.map((person) => (
            <ListRow
              key={person.id}
              icon="person"
              title={describePerson(person)}
              {...(person.maskedPhone === undefined ? {} : { note: person.maskedPhone })}
              onPress={() => {
                onFound(person)
              }}
            />
          ))}
        </View>
      )}
    </View>
  )
}

function describePerson({ maskedName, homes }: FoundPerson): string {
  return [maskedName, homes[0]?.label].filter(Boolean).join('，')
}
