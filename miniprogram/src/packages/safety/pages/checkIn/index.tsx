import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { BigTile } from '../../../../components/BigTile'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { ForPerson } from '../../../../components/families/ForElderCard'
import { FilterBar } from '../../../../components/FilterBar'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { actOnCheckIn, getCheckIn, listMyCheckIns, type CheckInView } from '../../../../services/safety'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { DayPicture } from './DayPicture'
import { Setting } from './Setting'

/** One big tap a day; for the family and the staff what they can do when it did not come. */
export default function CheckInPage() {
  const me = useSession((state) => state.me)
  const { personId } = useRouter().params
  if (!me)
    return (
      <AppPage title="报平安">
        <SignInCard />
      </AppPage>
    )
  return (
    <AppPage title="报平安">
      {personId === undefined ? <Mine userId={me.id} /> : <OneCheckIn personId={personId} />}
    </AppPage>
  )
}

/** Oneself, and those whom one acts for. */
function Mine({ userId }: { userId: string }) {
  const mine = useRemote(`checkIns:mine:${userId}`, listMyCheckIns)
  const [chosen, setChosen] = useState<string>()
  return (
    <RemoteView remote={mine}>
      {({ items }) => {
        const shown = chosen ?? items[0]?.personId
        if (shown === undefined)
          return (
            <EmptyState
              icon="heart"
              title="还不知道您是哪一位"
              message="请到服务站或打电话给社区登记，核实后就能每天报平安。"
            />
          )
        return (
          <View className="stack-loose">
            {items.length > 1 && (
              <FilterBar
                label="看谁的"
                options={items.map(({ personId, name, relation }) => ({
                  value: personId,
                  text: relation === 'elder' ? '我自己' : name,
                }))}
                value={shown}
                onChange={setChosen}
              />
            )}
            <OneCheckIn key={shown} personId={shown} />
          </View>
        )
      }}
    </RemoteView>
  )
}

function OneCheckIn({ personId }: { personId: string }) {
  const checkIn = useRemote(`checkIn:${personId}`, () => getCheckIn(personId))
  return (
    <RemoteView remote={checkIn}>
      {(data) => (
        <View className="stack-loose">
          <ForPerson person={personId} />
          <Card kind="accent">
            <Text className="text-block text-soft">{data.relation === 'elder' ? '今天' : data.name}</Text>
            <Text className="text-block text-large text-strong" aria-live="polite">
              {data.stateText}
            </Text>
            {data.note !== undefined && <Text className="text-block">{data.note}</Text>}
          </Card>
          {data.actions.includes('tap') && <Tap personId={personId} onDone={checkIn.reload} />}
          <Phones phones={data.phones} />
          {data.actions.includes('reached') && <Reached personId={personId} onDone={checkIn.reload} />}
          <Calls calls={data.calls} />
          {data.days.length > 0 && <DayPicture days={data.days} />}
          {data.canChange && <Setting checkIn={data} onDone={checkIn.reload} />}
          {data.canChange && (
            <Button
              text="找不到人时打给谁"
              icon="phone"
              isBlock
              onPress={() =>
                void Taro.navigateTo({
                  url: `/packages/families/pages/contacts/index${data.relation === 'elder' ? '' : `?id=${personId}`}`,
                })
              }
            />
          )}
        </View>
      )}
    </RemoteView>
  )
}

interface DoneProps {
  personId: string
  onDone: () => void
}

function Tap({ personId, onDone }: DoneProps) {
  const { run, isBusy, problem } = useAction()
  return (
    <View className="stack">
      <BigTile
        title={isBusy ? '正在送出…' : '我很好，报平安'}
        note="按一下就行"
        icon="heart"
        isWide
        isDisabled={isBusy}
        onPress={() => void run(() => actOnCheckIn(personId, { action: 'tap' }, '报平安')).then(onDone)}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
    </View>
  )
}

/** Herself first, then those whom the register names. */
function Phones({ phones }: { phones: CheckInView['phones'] }) {
  if (phones.length === 0) return null
  return (
    <Section title="打电话问一声">
      <View className="stack">
        {phones.map(({ name, phone }, place) => (
          <Button
            key={`${place}${phone}`}
            text={`打给${name}`}
            icon="phone"
            kind={place === 0 ? 'primary' : 'secondary'}
            isBlock
            onPress={() => void callPhone(phone)}
          />
        ))}
      </View>
    </Section>
  )
}

/** Whoever spoke to her writes a word, and the search ends. */
function Reached({ personId, onDone }: DoneProps) {
  const draft = useDraft(`checkInReached:${personId}`, { text: '' })
  const { run, isBusy, problem } = useAction()
  const { text } = draft.value
  const send = async () => {
    const body = { action: 'reached', text } as const
    await run(() => actOnCheckIn(personId, body, '联系上了', draft.draftKey))
    // Also where somebody else was quicker: then it is shown what they wrote.
    onDone()
  }
  return (
    <Section title="联系上了吗">
      <View className="stack">
        <TextArea
          label="怎么联系上的"
          hint="比如：打电话说刚起床，人挺好。"
          most={300}
          value={text}
          onChange={(value) => {
            draft.change({ text: value })
          }}
        />
        <Button
          text="联系上了，人平安"
          icon="check"
          kind="primary"
          isBlock
          isBusy={isBusy || draft.isUnderWay}
          isDisabled={text.trim().length < 2}
          onPress={() => void send()}
        />
        {problem !== undefined && <ErrorNotice message={problem} />}
      </View>
    </Section>
  )
}

function Calls({ calls }: { calls: CheckInView['calls'] }) {
  const now = useNow(30_000)
  if (calls.length === 0) return null
  return (
    <Section title="通知了谁">
      <View className="list">
        {calls.map(({ at, rungName, people }) => (
          <View key={`${at}${rungName}`} className="list-row">
            <View className="grow">
              <Text className="text-block text-small text-soft">
                {describeMoment(at, now)} · {rungName}
              </Text>
              <Text className="text-block">{people.join('、') || '这一级没有人，直接找下一级'}</Text>
            </View>
          </View>
        ))}
      </View>
    </Section>
  )
}
