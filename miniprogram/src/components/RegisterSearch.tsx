import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { useAction } from '../hooks/useAction'
import { findPeople, type FoundPerson } from '../services/queue'
import { Button } from './Button'
import { ErrorNotice } from './ErrorNotice'
import { ListRow } from './ListRow'

/** Somebody of the register, as whoever found them reads it. */
export interface RegisterPerson {
  id: string
  label: string
}

type Detail = 'year' | 'phone'

interface RegisterSearchProps {
  community: string
  /** A whole name or a whole phone; the field for it is the page's. */
  words: string
  /** What to do when the register has nobody of that name. */
  nobody: string
  /** What people of one name are told apart by, besides their home. */
  details: readonly Detail[]
  onFound: (person: RegisterPerson) => void
}

/** Finds somebody in the register. What was found is of those words only and goes when they change. */
export function RegisterSearch({ community, words, nobody, details, onFound }: RegisterSearchProps) {
  const [found, setFound] = useState<{ words: string; people: FoundPerson[] }>()
  const { run, isBusy, problem } = useAction()
  const asked = words.trim()
  const search = () =>
    run(async () => {
      setFound({ words: asked, people: (await findPeople(community, asked)).items })
    })
  const people = found?.words === asked ? found.people : undefined
  return (
    <View className="stack">
      <Button
        text="从台账里找"
        icon="search"
        isDisabled={asked === ''}
        isBusy={isBusy}
        onPress={() => void search()}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      {people?.length === 0 && <Text className="text-block text-soft">{nobody}</Text>}
      {people && people.length > 0 && (
        <View className="list">
          {people.map((person) => {
            const label = describe(person, details.includes('year'))
            const note = details.includes('phone') ? person.maskedPhone : undefined
            return (
              <ListRow
                key={person.id}
                icon="person"
                title={label}
                {...(note === undefined ? {} : { note })}
                onPress={() => {
                  onFound({ id: person.id, label })
                }}
              />
            )
          })}
        </View>
      )}
    </View>
  )
}

function describe({ maskedName, homes, birthYear }: FoundPerson, hasYear: boolean): string {
  const year = hasYear && birthYear !== undefined ? `${birthYear} 年生` : undefined
  return [maskedName, homes[0]?.label, year].filter(Boolean).join('，')
}

interface RegisterPersonRowProps {
  person: RegisterPerson
  note: string
  /** Somebody else is meant. */
  onDrop: () => void
}

/** Who was found, and the way back to the search. */
export function RegisterPersonRow({ person, note, onDrop }: RegisterPersonRowProps) {
  return (
    <View className="list">
      <ListRow
        icon="person"
        title={person.label}
        note={note}
        extra={<Button text="换人" kind="quiet" onPress={onDrop} />}
      />
    </View>
  )
}
