import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ChoiceList } from '../../../components/ChoiceList'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { findGrantees, type Grantee } from '../../../services/people'

export interface ChosenPerson {
  userId: string
  label: string
}

interface PersonFinderProps {
  areaCode: string
  chosen: ChosenPerson | undefined
  onChoose: (person: ChosenPerson | undefined) => void
}

/** Finds someone by name: masked rows with home and present work, so that two of one name are told apart. */
export function PersonFinder({ areaCode, chosen, onChoose }: PersonFinderProps) {
  const [name, setName] = useState('')
  const [found, setFound] = useState<Grantee[]>()
  const { run, isBusy, problem } = useAction()
  const find = () =>
    run(async () => {
      const { items } = await findGrantees(areaCode, name.trim())
      setFound(items)
    })
  const ready = (found ?? []).filter(({ isPhoneChecked }) => isPhoneChecked)
  const waiting = (found ?? []).filter(({ isPhoneChecked }) => !isPhoneChecked)
  return (
    <View className="stack">
      <TextField
        label="他的名字"
        hint="写登记的全名；在本社区，也可以写昵称里的几个字。"
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
      {found?.length === 0 && (
        <Text className="text-block">没有找到有账号的人。请他先登录一次邻里，或者按手机号找。</Text>
      )}
      {ready.length > 0 && (
        <ChoiceList
          label="是哪一位"
          options={ready.map((person) => ({
            value: person.userId,
            label: labelOf(person),
            note: describe(person),
          }))}
          value={chosen?.userId}
          onChange={(userId) => {
            const person = ready.find((each) => each.userId === userId)
            onChoose(person && { userId, label: labelOf(person) })
          }}
        />
      )}
      {waiting.map((person) => (
        <Text key={person.userId} className="text-block text-soft">
          {labelOf(person)}：手机号还没有核实，先当面核实，再安排工作。
        </Text>
      ))}
      {found === undefined && chosen && <Text className="text-block text-strong">已选：{chosen.label}</Text>}
    </View>
  )
}

const labelOf = ({ maskedName, displayName }: Grantee): string =>
  maskedName === undefined ? displayName : `${maskedName}（${displayName}）`

const describe = ({ maskedPhone, address, roles }: Grantee): string =>
  [maskedPhone, address, roles.length === 0 ? '还没有任职' : `现在是${roles.join('、')}`]
    .filter(Boolean)
    .join(' · ')
