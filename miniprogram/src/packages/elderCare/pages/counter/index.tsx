import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { ListRow } from '../../../../components/ListRow'
import { Section } from '../../../../components/Section'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { openHtml } from '../../../../platform/files'
import { issueCareCard } from '../../../../services/elderCare'
import { findPeople, type FoundPerson } from '../../../../services/queue'
import { useMembership } from '../../../../stores/session'
import { pageOf } from '../../components/careWords'

type Source = 'phone' | 'counter' | 'visit'

/** For someone on the phone or at the counter: name, one tap on the person, one on the service, one to book. */
export default function CounterPage() {
  const membership = useMembership()
  const community = membership?.community
  return (
    <AppPage title="替长者预约">
      {community === undefined ? (
        <EmptyState icon="lock" title="这一页给社区工作人员用" />
      ) : (
        <Counter community={community} />
      )}
    </AppPage>
  )
}

function Counter({ community }: { community: string }) {
  const [source, setSource] = useState<Source>('phone')
  const [words, setWords] = useState('')
  const [found, setFound] = useState<{ words: string; people: FoundPerson[] }>()
  const { run, isBusy, problem } = useAction()
  const asked = words.trim()
  const search = () =>
    run(async () => {
      setFound({ words: asked, people: (await findPeople(community, asked)).items })
    })
  return (
    <View className="stack-loose">
      <FilterBar
        label="怎么来的"
        value={source}
        options={[
          { value: 'phone', text: '电话' },
          { value: 'counter', text: '柜台' },
          { value: 'visit', text: '走访' },
        ]}
        onChange={setSource}
      />
      <TextField
        label="长者的姓名或手机号"
        value={words}
        most={40}
        onChange={setWords}
        onConfirm={() => void search()}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="从台账里找"
        kind="primary"
        icon="search"
        isBlock
        isBusy={isBusy}
        isDisabled={asked === ''}
        onPress={() => void search()}
      />
      {found?.people.length === 0 && (
        <Text className="text-block text-soft">
          台账里没有找到“{found.words}”，请核对姓名，或先登记到台账。
        </Text>
      )}
      {found && found.people.length > 0 && <People people={found.people} source={source} />}
    </View>
  )
}

function People({ people, source }: { people: FoundPerson[]; source: Source }) {
  const { run, isBusy, problem } = useAction()
  return (
    <Section title="点一下就开始约">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="list">
        {people.map(({ id, maskedName, homes, maskedPhone }) => (
          <View key={id} className="row-between">
            <View className="grow">
              <ListRow
                icon="person"
                title={[maskedName, homes[0]?.label].filter(Boolean).join('，')}
                {...(maskedPhone === undefined ? {} : { note: maskedPhone })}
                onPress={() => void Taro.navigateTo({ url: pageOf('home', { person: id, source }) })}
              />
            </View>
            {openHtml && (
              <Button
                text="打印服务卡"
                icon="qrcode"
                kind="quiet"
                isBusy={isBusy}
                onPress={() =>
                  void run(async () => {
                    openHtml?.((await issueCareCard(id)).html)
                  })
                }
              />
            )}
          </View>
        ))}
      </View>
    </Section>
  )
}
