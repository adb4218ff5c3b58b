import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { ListRow } from '../../../components/ListRow'
import { Sheet } from '../../../components/Sheet'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { signInOnPaper, type MeetingView } from '../../../services/deliberation'
import { findPeople, type FoundPerson } from '../../../services/queue'

interface PaperSheetProps {
  meeting: MeetingView
  onDone: (message: string) => void
  onClose: () => void
}

const describe = ({ maskedName, birthYear, homes }: FoundPerson): string =>
  [maskedName, homes[0]?.label, birthYear === undefined ? undefined : `${birthYear} 年生`]
    .filter(Boolean)
    .join('，')

/** Who signed on the sheet of paper: found in the register, so that nobody's name is typed anew. */
export function PaperSheet({ meeting, onDone, onClose }: PaperSheetProps) {
  const [words, setWords] = useState('')
  const [people, setPeople] = useState<FoundPerson[]>()
  const { run, isBusy, problem } = useAction()
  const find = () =>
    run(async () => {
      setPeople((await findPeople(meeting.community, words.trim())).items)
    })
  const sign = (person: FoundPerson) =>
    run(async () => {
      await signInOnPaper(meeting.id, person.id)
      setPeople(undefined)
      setWords('')
      onDone(`已记上：${describe(person)}`)
    })
  return (
    <Sheet title="记纸上签到的人" isOpen onClose={onClose}>
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <TextField
          label="签到的人的姓名或手机号"
          hint="写全名，从台账里找；同一个人只算一次。"
          value={words}
          most={40}
          onChange={setWords}
        />
        <Button
          text="从台账里找"
          icon="search"
          isDisabled={words.trim() === ''}
          isBusy={isBusy}
          onPress={() => void find()}
        />
        {people?.length === 0 && <Text className="text-block text-soft">台账里没有找到，请核对姓名。</Text>}
        {people && people.length > 0 && (
          <View className="list">
            {people.map((person) => (
              <ListRow
                key={person.id}
                icon="person"
                title={describe(person)}
                onPress={() => void sign(person)}
              />
            ))}
          </View>
        )}
      </View>
    </Sheet>
  )
}
