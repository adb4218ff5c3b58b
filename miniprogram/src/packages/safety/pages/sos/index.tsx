import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { Timeline } from '../../../../components/Timeline'
import { useEvery } from '../../../../hooks/useEvery'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { showOnMap } from '../../../../platform/locate'
import { getSos, type SosView } from '../../../../services/safety'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { sosMatterNames } from '@linli/shared/safety/sos'
import { EmergencyPhones } from '../../components/EmergencyPhones'
import { CallerMatters } from './CallerMatters'
import { SosActions } from './SosActions'

/** Asked again and again: what happens here must not hang on an open connection. */
const lookEveryMs = 5000

/** One call for help: who, where, who is on the way, and what to tap. */
export default function SosPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  return me ? (
    <OneSos id={id} />
  ) : (
    <AppPage title="紧急求助">
      <SignInCard />
    </AppPage>
  )
}

function OneSos({ id }: { id: string }) {
  const sos = useRemote(`sos:${id}`, () => getSos(id))
  const { reload } = sos
  const isOpen = sos.data?.isOpen ?? true
  useEvery(lookEveryMs, reload, isOpen)
  return (
    <AppPage title="紧急求助" footer={sos.data && <SosActions sos={sos.data} onDone={reload} />}>
      <RemoteView remote={sos}>
        {(data) => (
          <View className="stack-loose">
            <ForPerson person={data.personId} />
            <Card kind="accent">
              <Text className="text-block text-large text-strong" aria-live="polite">
                {data.stateText}
              </Text>
            </Card>
            {data.isOpen && <EmergencyPhones />}
            {data.relation === 'caller' && data.isOpen && <CallerMatters sos={data} onDone={reload} />}
            {data.relation === 'helper' && <WhoAndWhere sos={data} />}
            <Attempts sos={data} />
            <Section title="经过">
              <Timeline entries={data.timeline} />
            </Section>
          </View>
        )}
      </RemoteView>
    </AppPage>
  )
}

function WhoAndWhere({ sos }: { sos: SosView }) {
  const { name, phone, placeText, point, matter, words, contacts, proxyText } = sos
  return (
    <Section title="谁、在哪里">
      <View className="stack">
        <Text className="text-block text-large text-strong">{name}</Text>
        <Text className="text-block">{placeText}</Text>
        {proxyText !== undefined && <Text className="text-block text-soft">{proxyText}</Text>}
        {matter && <Text className="text-block text-strong">{sosMatterNames[matter]}</Text>}
        {words !== undefined && <Text className="text-block">{words}</Text>}
        {phone !== undefined && (
          <Button
            text={`给${name}打电话`}
            icon="phone"
            kind="primary"
            isBlock
            onPress={() => void callPhone(phone)}
          />
        )}
        {point && (
          <Button text="在地图上看位置" icon="map" isBlock onPress={() => void showOnMap(point, placeText)} />
        )}
        {contacts.map((contact) => (
          <Button
            key={contact.phone}
            text={`打给${contact.relation} ${contact.name}`}
            icon="phone"
            isBlock
            onPress={() => void callPhone(contact.phone)}
          />
        ))}
      </View>
    </Section>
  )
}

/** Round after round calls the same people: each once, as they were told last, and how often. */
function groupByRung(attempts: SosView['attempts']) {
  const groups = new Map<string, { last: SosView['attempts'][number]; times: number }>()
  for (const attempt of attempts) {
    const known = groups.get(attempt.rungName)
    const last = known && known.last.at > attempt.at ? known.last : attempt
    groups.set(attempt.rungName, { last, times: (known?.times ?? 0) + 1 })
  }
  return [...groups.values()]
}

function AttemptRows({ attempts }: Pick<SosView, 'attempts'>) {
  const now = useNow(10_000)
  return (
    <View className="list">
      {groupByRung(attempts).map(({ last: { at, rungName, people }, times }) => (
        <View key={rungName} className="list-row">
          <View className="grow">
            <Text className="text-block text-small text-soft">
              {rungName} · {times > 1 ? `通知了 ${times} 次，最近一次 ` : ''}
              {describeMoment(at, now)}
            </Text>
            {people.length === 0 && (
              <Text className="text-block">没有登记，或现在没有人，已接着通知别人</Text>
            )}
            {people.map((person) => (
              <View key={person.name}>
                <Text className="text-block">{person.name}</Text>
                <Text className="text-block text-small text-soft">{person.ways}</Text>
              </View>
            ))}
          </View>
        </View>
      ))}
    </View>
  )
}

function Attempts({ sos: { attempts, firstAttempts, attemptsBetween = 0 } }: { sos: SosView }) {
  if (attempts.length === 0) return null
  return (
    <>
      <Section title="通知了谁">
        <AttemptRows attempts={attempts} />
      </Section>
      {firstAttempts && (
        <Section title="最早通知了谁">
          {attemptsBetween > 0 && (
            <Text className="text-block text-small text-soft">中间还通知了 {attemptsBetween} 次</Text>
          )}
          <AttemptRows attempts={firstAttempts} />
        </Section>
      )}
    </>
  )
}
