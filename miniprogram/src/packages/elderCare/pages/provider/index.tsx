import { formatDate } from '@linli/shared/time'
import { certificateNames, licenceNames } from '@linli/shared/elderCare/serviceItem'
import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { ListRow } from '../../../../components/ListRow'
import { RemoteView } from '../../../../components/RemoteView'
import { SearchChoice } from '../../../../components/SearchChoice'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { getProvider, removeClosure, type Provider } from '../../../../services/elderCare'
import { useMembership } from '../../../../stores/session'
import { Absences } from './Absences'
import { ClosureSheet } from './ClosureSheet'
import { describeDays } from './DaySpan'
import { Hours } from './Hours'
import { OfferingSheet } from './OfferingSheet'
import { PapersSheet, type Papers } from './PapersSheet'

/** What a unit does for elders: items with hours and places, days off, and whose papers hold until when. */
export default function ProviderPage() {
  const membership = useMembership()
  const { unit = membership?.unitId } = useRouter().params
  return (
    <AppPage title="服务单位">
      {unit === undefined ? (
        <EmptyState icon="lock" title="请从服务目录里选一个单位" />
      ) : (
        <ProviderView unit={unit} />
      )}
    </AppPage>
  )
}

function ProviderView({ unit }: { unit: string }) {
  const provider = useRemote(`provider:${unit}`, () => getProvider(unit))
  const [done, setDone] = useState<string>()
  const onDone = (message: string) => {
    setDone(message)
    provider.reload()
  }
  return (
    <RemoteView remote={provider} rows={5}>
      {(data) => (
        <View className="stack-loose">
          <Text className="text-block text-large text-strong">{data.unitName}</Text>
          {done !== undefined && <DoneNotice message={done} />}
          <Offerings provider={data} onDone={onDone} />
          <Closures provider={data} onDone={onDone} />
          <Absences provider={data} onDone={onDone} />
          <Hours provider={data} onDone={onDone} />
          <PaperList provider={data} onDone={onDone} />
        </View>
      )}
    </RemoteView>
  )
}

interface PartProps {
  provider: Provider
  onDone: (message: string) => void
}

function Offerings({ provider, onDone }: PartProps) {
  const [code, setCode] = useState<string>()
  const offering = provider.offerings.find(({ item }) => item.code === code)
  return (
    <Section title="提供的服务">
      <View className="stack">
        {provider.offerings.map(({ id, item, windows, problem }) => (
          <Card
            key={id}
            onPress={() => {
              setCode(item.code)
            }}
          >
            <View className="stack-tight">
              <View className="row-between">
                <Text className="text-strong grow">{item.name}</Text>
                {problem === undefined ? (
                  <Tag text="可以约" tone="success" />
                ) : (
                  <Tag text={problem} tone="danger" icon="warning" />
                )}
              </View>
              <Text className="text-block text-soft">
                {item.priceText}，
                {windows.map(({ from, to, capacity }) => `${from}–${to} 可约 ${capacity} 人`).join('，')}
              </Text>
            </View>
          </Card>
        ))}
        <SearchChoice
          label="再加一项"
          options={provider.unoffered.map(({ code: value, name }) => ({ value, label: name }))}
          value=""
          onChange={setCode}
        />
      </View>
      {code !== undefined && (
        <OfferingSheet
          key={code}
          provider={provider}
          code={code}
          offering={offering}
          onDone={(message) => {
            setCode(undefined)
            onDone(message)
          }}
          onClose={() => {
            setCode(undefined)
          }}
        />
      )}
    </Section>
  )
}

function Closures({ provider, onDone }: PartProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { run, isBusy, problem } = useAction()
  return (
    <Section title="哪几天不开">
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        {provider.closures.map(({ id, from, to, reason }) => (
          <View key={id} className="row-between">
            <Text className="grow">
              {describeDays({ from, to })}：{reason}
            </Text>
            <Button
              text="照常开"
              isBusy={isBusy}
              onPress={() =>
                void run(async () => {
                  await removeClosure(provider.unitId, id)
                  onDone('已改成照常开。已经转到别家的人不会自动转回来。')
                })
              }
            />
          </View>
        ))}
        <Button
          text="登记不开的日子"
          icon="calendar"
          onPress={() => {
            setIsOpen(true)
          }}
        />
        <Text className="text-block text-small text-soft">
          春节等长假，请提前 14 天登记，订餐的长者才好安排。
        </Text>
      </View>
      {isOpen && (
        <ClosureSheet
          unitId={provider.unitId}
          onDone={(message) => {
            setIsOpen(false)
            onDone(message)
          }}
          onClose={() => {
            setIsOpen(false)
          }}
        />
      )}
    </Section>
  )
}

function PaperList({ provider, onDone }: PartProps) {
  const [papers, setPapers] = useState<Papers>()
  const mayEdit = provider.canCheckPapers
  const state = (isExpired: boolean) => (isExpired ? '，已过期' : '')
  return (
    <Section title="证照">
      <View className="list">
        <ListRow
          icon="shield"
          title="单位的许可证"
          note={
            provider.licences
              .map((l) => `${licenceNames[l.kind]}到 ${formatDate(l.expiresOn)}${state(l.isExpired)}`)
              .join('，') || '还没有登记'
          }
          {...(mayEdit
            ? {
                onPress: () => {
                  setPapers({ of: 'unit' })
                },
              }
            : {})}
        />
        {provider.helpers.map((helper) => (
          <ListRow
            key={helper.userId}
            icon="person"
            title={helper.name}
            note={
              helper.certificates
                .map((c) => `${certificateNames[c.kind]}到 ${formatDate(c.expiresOn)}${state(c.isExpired)}`)
                .join('，') || '没有登记证书'
            }
            {...(mayEdit
              ? {
                  onPress: () => {
                    setPapers({ of: 'helper', helper })
                  },
                }
              : {})}
          />
        ))}
      </View>
      {!mayEdit && (
        <Text className="text-block text-small text-soft">
          证照由社区书记或街道核对登记，单位自己不能改。
        </Text>
      )}
      {papers && (
        <PapersSheet
          provider={provider}
          papers={papers}
          onDone={() => {
            setPapers(undefined)
            onDone('证照已登记。')
          }}
          onClose={() => {
            setPapers(undefined)
          }}
        />
      )}
    </Section>
  )
}
