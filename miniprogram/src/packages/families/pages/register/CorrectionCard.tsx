import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Timeline } from '../../../../components/Timeline'
import { useRemote } from '../../../../hooks/useRemote'
import { getRegisterRecord } from '../../../../services/people.register'
import { CorrectionSheet } from './CorrectionSheet'

const doubles = '/packages/families/pages/doubles/index'

interface CorrectionCardProps {
  id: string
  community: string
  onDone: (message: string) => void
}

/** Name, telephone, birthday and homes as the register has them, and what was set right by hand. */
export function CorrectionCard({ id, community, onDone }: CorrectionCardProps) {
  const record = useRemote(`registerRecord:${id}`, () => getRegisterRecord(id))
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Section title="登记的信息">
      <RemoteView remote={record} rows={1}>
        {(person) => (
          <Card>
            <View className="stack">
              <FactList
                facts={[
                  { label: '姓名', value: person.maskedName },
                  { label: '电话', value: person.maskedPhone ?? '没有登记' },
                  { label: '住址', value: person.homes.map(({ label }) => label).join('、') || '没有登记' },
                ]}
              />
              {person.corrections.length > 0 && (
                <Timeline
                  entries={person.corrections.map(({ id: key, at, byName, reason, changes }) => ({
                    ...{ id: key, at, who: byName, title: changes?.join('；') ?? '改正过登记' },
                    ...(reason === undefined ? {} : { text: reason }),
                  }))}
                />
              )}
              {person.actions.includes('correct') ? (
                <Button
                  text="改正姓名、电话或住址"
                  icon="edit"
                  onPress={() => {
                    setIsOpen(true)
                  }}
                />
              ) : (
                <Text className="text-block text-small text-soft">写错了的，请社区工作人员改正。</Text>
              )}
              {person.actions.includes('correct') && (
                <Button
                  text={person.mergeId === undefined ? '和另一条登记是同一个人' : '有一份合并在等核对'}
                  icon="people"
                  kind="quiet"
                  onPress={() => void Taro.navigateTo({ url: `${doubles}?id=${id}` })}
                />
              )}
              {isOpen && (
                <CorrectionSheet
                  person={person}
                  community={community}
                  onStale={record.reload}
                  onClose={() => {
                    setIsOpen(false)
                  }}
                  onDone={() => {
                    setIsOpen(false)
                    record.reload()
                    onDone('改好了，以前的写法和原因都留着。')
                  }}
                />
              )}
            </View>
          </Card>
        )}
      </RemoteView>
    </Section>
  )
}
