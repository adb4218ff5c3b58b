import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { RegisterPerson } from '../../../../components/RegisterSearch'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import type { Merge } from '../../../../services/people.merge'
import { getRegisterRecord } from '../../../../services/people.register'
import { PersonSearch } from '../../components/PersonSearch'
import { ComparedPerson } from './ComparedPerson'
import { MergeForm } from './MergeForm'

interface ByHandProps {
  community: string
  id: string
  onDone: (merge: Merge) => void
  onStale: () => void
}

/** The other record of this person is not among the pairs: found by name or telephone. */
export function ByHand({ community, id, onDone, onStale }: ByHandProps) {
  const person = useRemote(`registerRecord:${id}`, () => getRegisterRecord(id))
  const [other, setOther] = useState<RegisterPerson>()
  return (
    <RemoteView remote={person} rows={2}>
      {(own) => (
        <Section title={`${own.maskedName}和哪一条是同一个人`}>
          <View className="stack">
            {(!other || other.id === own.id) && <ComparedPerson person={own} />}
            <PersonSearch
              community={community}
              person={other}
              hint="写另一条登记的全名或整个手机号。"
              onChange={setOther}
            />
            {other && other.id !== own.id && (
              <MergeForm ids={[own.id, other.id]} onDone={onDone} onStale={onStale} />
            )}
            {other?.id === own.id && <Text className="text-block">这就是同一条登记，请找另一条。</Text>}
          </View>
        </Section>
      )}
    </RemoteView>
  )
}
