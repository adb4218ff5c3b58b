import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { FactList } from '../../../../components/FactList'
import { useNow } from '../../../../hooks/useNow'
import { callPhone } from '../../../../platform/call'
import { unmaskPerson, type Person } from '../../../../services/people'
import { describeMoment } from '../../../../services/time'
import { levelNames } from '../../components/levelNames'
import { PhoneCheckForm } from './PhoneCheckForm'

interface PersonDetailProps {
  person: Person
  onChanged: () => void
}

const actions: ActionSpec<'unmask'>[] = [
  {
    action: 'unmask',
    text: '查看姓名和手机号',
    icon: 'eye',
    kind: 'secondary',
    ask: {
      explain: '这位居民会看到是谁、为什么看的。',
      text: { label: '为什么要看', audience: '这位居民', isRequired: true, most: 300 },
      submitText: '写好了，查看',
    },
  },
]

/** One account: what is known of it, and what staff may do. The level follows from checks, never by hand. */
export function PersonDetail({ person, onChanged }: PersonDetailProps) {
  const [clear, setClear] = useState<{ name?: string | undefined; phone?: string | undefined }>()
  const [isChecking, setIsChecking] = useState(false)
  const [done, setDone] = useState<string>()
  const now = useNow()
  const { displayName, level, address, phoneVerified, maskedName, maskedPhone, joinedAt } = person
  return (
    <Card>
      <View className="stack">
        {done !== undefined && <DoneNotice message={done} />}
        <Text className="text-block text-large text-strong">{displayName}</Text>
        <FactList
          facts={[
            { label: '核实', value: levelNames[level] },
            { label: '姓名', value: clear?.name ?? maskedName ?? '没有登记' },
            { label: '手机', value: clear?.phone ?? maskedPhone ?? '没有登记' },
            { label: '住址', value: address },
            { label: '加入', value: describeMoment(joinedAt, now) },
          ]}
        />
        {clear?.phone !== undefined && (
          <Button text="打电话" icon="phone" isBlock onPress={() => void callPhone(clear.phone ?? '')} />
        )}
        {clear === undefined && (
          <ActionBar
            actions={actions}
            formKey={`unmask:${person.id}`}
            onAct={async (_, { text }) => {
              setClear(await unmaskPerson(person.id, text ?? ''))
            }}
          />
        )}
        {isChecking ? (
          <PhoneCheckForm
            personId={person.id}
            onDone={() => {
              setIsChecking(false)
              setDone('手机号登记好了。')
              onChanged()
            }}
          />
        ) : (
          <Button
            text={phoneVerified ? '当面换手机号' : '当面登记手机号'}
            icon="phone"
            isBlock
            onPress={() => {
              setIsChecking(true)
            }}
          />
        )}
        <Text className="text-block text-small text-soft">
          核实程度不能直接改：居民申请住址核实，核对通过后自动变化。
        </Text>
      </View>
    </Card>
  )
}
