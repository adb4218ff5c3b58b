import { View } from '@tarojs/components'
import { useState } from 'react'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { RegisterSearch, type RegisterPerson } from '../../../components/RegisterSearch'
import { Sheet } from '../../../components/Sheet'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { signInOnPaper, type MeetingView } from '../../../services/deliberation'

interface PaperSheetProps {
  meeting: MeetingView
  onDone: (message: string) => void
  onClose: () => void
}

/** Who signed on the sheet of paper: found in the register, so that nobody's name is typed anew. */
export function PaperSheet({ meeting, onDone, onClose }: PaperSheetProps) {
  const [words, setWords] = useState('')
  const { run, problem } = useAction()
  const sign = (person: RegisterPerson) =>
    run(async () => {
      await signInOnPaper(meeting.id, person.id)
      setWords('')
      onDone(`已记上：${person.label}`)
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
        <RegisterSearch
          community={meeting.community}
          words={words}
          nobody="台账里没有找到，请核对姓名。"
          details={['year']}
          onFound={(person) => void sign(person)}
        />
      </View>
    </Sheet>
  )
}
