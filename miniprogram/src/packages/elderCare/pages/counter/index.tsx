import type { SearchOccasion } from '@linli/shared/elderCare/client.contract'
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
import { scanCode } from '../../../../platform/scan'
import { findClients, type FoundClient } from '../../../../services/elderCare'
import { DeskStatement } from '../../components/DeskStatement'
import { LostCard } from '../../components/LostCard'
import { PrintCard } from '../../components/PrintCard'
import { useMembership } from '../../../../stores/session'
import { pageOf } from '../../components/careWords'

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
  const [source, setSource] = useState<SearchOccasion>('phone')
  const [words, setWords] = useState('')
  const [found, setFound] = useState<{ words: string; people: FoundClient[] }>()
  const { run, isBusy, problem } = useAction()
  const asked = words.trim()
  const search = (given: string) =>
    run(async () => {
      const people = (await findClients(community, source, given)).items
      // Whoever shows a card is meant: straight on to what she wants.
      if (people.length === 1 && given !== asked) start(people[0]?.id ?? '', source)
      else setFound({ words: given, people })
    })
  const scan = async () => {
    const card = await scanCode?.()
    if (card !== undefined) await search(card)
  }
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
        label="长者的姓名、手机号，或服务卡上的字"
        hint="写全名或整个手机号。只能找自己服务的社区的人，每次查找都有记录。"
        value={words}
        most={40}
        onChange={setWords}
        onConfirm={() => void search(asked)}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="从台账里找"
        kind="primary"
        icon="search"
        isBlock
        isBusy={isBusy}
        isDisabled={asked === ''}
        onPress={() => void search(asked)}
      />
      {scanCode && <Button text="扫服务卡" icon="scan" isBlock onPress={() => void scan()} />}
      {found?.people.length === 0 && (
        <Text className="text-block text-soft">
          台账里没有找到“{found.words}”，请核对姓名，或先登记到台账。
        </Text>
      )}
      {found && found.people.length > 0 && <People people={found.people} source={source} />}
    </View>
  )
}

const start = (person: string, source: SearchOccasion): void => {
  void Taro.navigateTo({ url: pageOf('home', { person, source }) })
}

function People({ people, source }: { people: FoundClient[]; source: SearchOccasion }) {
  return (
    <Section title="点一下就开始约">
      <View className="list">
        {people.map(({ id, maskedName, homes, maskedPhone }) => (
          <View key={id} className="stack-tight">
            <View className="row-between">
              <View className="grow">
                <ListRow
                  icon="person"
                  title={[maskedName, homes[0]?.label].filter(Boolean).join('，')}
                  {...(maskedPhone === undefined ? {} : { note: maskedPhone })}
                  onPress={() => {
                    start(id, source)
                  }}
                />
              </View>
              <PrintCard person={id} />
            </View>
            <DeskStatement person={id} />
            <LostCard person={id} text="停用这位长者的服务卡" />
          </View>
        ))}
      </View>
    </Section>
  )
}
