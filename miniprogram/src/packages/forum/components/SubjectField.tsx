import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { RemoteView } from '../../../components/RemoteView'
import { SearchChoice } from '../../../components/SearchChoice'
import { useRemote } from '../../../hooks/useRemote'
import { listSubjects } from '../../../services/needs'

interface SubjectFieldProps {
  /** `kind:id`, or empty. */
  value: string
  onChange: (subject: string) => void
}

/** For what is about a worker or a unit: they neither see it nor decide on it. */
export function SubjectField({ value, onChange }: SubjectFieldProps) {
  const [isOpen, setIsOpen] = useState(value !== '')
  if (!isOpen)
    return (
      <Button
        text="说的是某位工作人员或单位？"
        icon="eye"
        kind="quiet"
        onPress={() => {
          setIsOpen(true)
        }}
      />
    )
  return (
    <View className="stack">
      <Text className="text-block text-soft">
        选了以后，对方看不到这个帖子，也看不到是谁写的；有争议由上一级来看。
      </Text>
      <Subjects value={value} onChange={onChange} />
      <Button
        text="不是说某个人或单位"
        kind="quiet"
        onPress={() => {
          onChange('')
          setIsOpen(false)
        }}
      />
    </View>
  )
}

function Subjects({ value, onChange }: SubjectFieldProps) {
  const subjects = useRemote('forum:subjects', listSubjects)
  return (
    <RemoteView remote={subjects}>
      {({ items }) => (
        <SearchChoice
          label="说的是谁"
          options={items.map(({ kind, id, name, group }) => ({
            value: `${kind}:${id}`,
            label: name,
            note: group,
          }))}
          value={value}
          onChange={onChange}
        />
      )}
    </RemoteView>
  )
}
