import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar } from '../../../../components/ActionBar'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import type { RegisterPerson } from '../../../../components/RegisterSearch'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { useRemote } from '../../../../hooks/useRemote'
import {
  keepApart,
  listDoubles,
  listMerges,
  type Double,
  type Merge,
  type MergePair,
} from '../../../../services/people.merge'
import { sendOnce } from '../../../../stores/drafts'
import { useSession } from '../../../../stores/session'
import { PersonSearch } from '../../components/PersonSearch'
import { MergeCard } from './MergeCard'
import { MergeForm } from './MergeForm'

const deciders: readonly string[] = ['secretary', 'communityWorker', 'streetOfficer']

/** Records of the register that may be one person: the pairs, those that wait for a colleague, and what was done. */
export default function DoublesPage() {
  const { id } = useRouter().params
  const me = useSession((state) => state.me)
  const staff = me?.memberships.find(({ role }) => deciders.includes(role))
  const isStreet = staff?.role === 'streetOfficer'
  const area = isStreet ? staff.areaCode : staff?.community
  return (
    <AppPage title="可能是同一个人">
      {!me && <SignInCard />}
      {me && area === undefined && (
        <EmptyState icon="lock" title="这一页给社区工作人员用" message="需要的话，请联系社区书记安排。" />
      )}
      {area !== undefined && <Doubles area={area} isStreet={isStreet} id={id} />}
    </AppPage>
  )
}

interface DoublesProps {
  area: string
  isStreet: boolean
  /** Somebody for whom the other record is looked for by hand. */
  id: string | undefined
}

const describeOutcome = ({ state }: Merge): string =>
  state === 'proposed'
    ? '提出了。同事核对以后才合并，结果在下面看。'
    : state === 'done'
      ? '合成一条了，以前的经过都在。'
      : state === 'declined'
        ? '记下了：是两个人，这一对以后不再提示。'
        : '正在合并，会自己办完，进度在下面看。'

function Doubles({ area, isStreet, id }: DoublesProps) {
  const [done, setDone] = useState<string>()
  const merges = useRemote(`merges:${area}`, () => listMerges(area))
  // Pairs change with what was decided.
  const [round, setRound] = useState(0)
  const finish = (message: string) => {
    setDone(message)
    setRound(round + 1)
    merges.reload()
  }
  return (
    <View className="stack-loose">
      {done !== undefined && <DoneNotice message={done} />}
      {!isStreet && id !== undefined && (
        <ByHand
          key={`${id}:${round}`}
          community={area}
          id={id}
          onStale={merges.reload}
          onDone={(merge) => {
            finish(describeOutcome(merge))
          }}
        />
      )}
      <RemoteView remote={merges} rows={2}>
        {(items) => <MergeList items={items} isStreet={isStreet} onDone={finish} onStale={merges.reload} />}
      </RemoteView>
      {!isStreet && (
        <Pairs
          key={round}
          community={area}
          onStale={merges.reload}
          onDone={(merge) => {
            finish(describeOutcome(merge))
          }}
        />
      )}
    </View>
  )
}

function MergeList({
  items,
  isStreet,
  onDone,
  onStale,
}: {
  items: readonly Merge[]
  isStreet: boolean
  onDone: (message: string) => void
  onStale: () => void
}) {
  const isWaiting = ({ state }: Merge) => state === 'proposed' || state === 'moving'
  const parts = [
    { title: '等核对的、正在办的', shown: items.filter(isWaiting) },
    { title: '办好的', shown: items.filter((each) => !isWaiting(each)) },
  ]
  if (isStreet && items.length === 0)
    return <EmptyState icon="check" title="没有要核对的" message="社区提出来的，会在这里。" />
  return (
    <>
      {parts.map(
        ({ title, shown }) =>
          shown.length > 0 && (
            <Section key={title} title={title}>
              <View className="stack">
                {shown.map((merge) => (
                  <MergeCard key={merge.id} merge={merge} onDone={onDone} onStale={onStale} />
                ))}
              </View>
            </Section>
          ),
      )}
    </>
  )
}

interface PairsProps {
  community: string
  onDone: (merge: Merge) => void
  onStale: () => void
}

function Pairs({ community, onDone, onStale }: PairsProps) {
  const doubles = useRemote(`doubles:${community}`, () => listDoubles(community))
  const [chosen, setChosen] = useState<string>()
  return (
    <Section title="可能是同一个人的登记">
      <RemoteView remote={doubles} rows={3}>
        {({ items, hasMore }) => (
          <View className="stack">
            {items.length === 0 && (
              <EmptyState icon="check" title="没有找到" message="台账里没有看上去像同一个人的两条登记。" />
            )}
            {items.length > 0 && (
              <Text className="text-block text-soft">
                点开一对，并排看是不是同一个人。不是的，写一句为什么，以后不再提示。
              </Text>
            )}
            {items.map((pair) => (
              <Pair
                key={keyOf(pair)}
                pair={pair}
                isOpen={keyOf(pair) === chosen}
                onPress={() => {
                  setChosen(keyOf(pair) === chosen ? undefined : keyOf(pair))
                }}
                onDone={onDone}
                onStale={onStale}
              />
            ))}
            {hasMore && <Text className="text-block text-soft">还有一些，办完这些以后会显示。</Text>}
          </View>
        )}
      </RemoteView>
    </Section>
  )
}

const keyOf = ({ people }: Double): string => people.map(({ id }) => id).join()

interface PairProps {
  pair: Double
  isOpen: boolean
  onPress: () => void
  onDone: (merge: Merge) => void
  onStale: () => void
}

function Pair({ pair: { people, why }, isOpen, onPress, onDone, onStale }: PairProps) {
  const [one, other] = people
  if (!one || !other) return null
  return (
    <View className="stack-tight">
      <Card isSelected={isOpen} onPress={onPress}>
        <Text className="text-block text-strong">
          {people.map(({ maskedName }) => maskedName).join(' 和 ')}
        </Text>
        {people.map(({ id, homes }) => (
          <Text key={id} className="text-block">
            {homes.map(({ label }) => label).join('、') || '没有登记住址'}
          </Text>
        ))}
        <Text className="text-block text-soft">{why}</Text>
      </Card>
      {isOpen && (
        <>
          <MergeForm ids={[one.id, other.id]} onDone={onDone} onStale={onStale} />
          <Apart keptId={one.id} goneId={other.id} onDone={onDone} />
        </>
      )}
    </View>
  )
}

const apart = {
  action: 'apart' as const,
  text: '不是，是两个人',
  ask: {
    explain: '两条登记照旧，这一对以后不再提示。真是同一个人的话，还可以在台账里找到再合并。',
    text: { label: '为什么不是', placeholder: '比如：是母女俩', isRequired: true, most: 300 },
  },
}

function Apart({ keptId, goneId, onDone }: MergePair & Pick<PairsProps, 'onDone'>) {
  const formKey = `apart:${keptId}:${goneId}`
  return (
    <ActionBar
      formKey={formKey}
      actions={[apart]}
      onAct={async (_, { text = '' }) => {
        onDone(await sendOnce(formKey, (key) => keepApart({ keptId, goneId, note: text }, key)))
      }}
    />
  )
}

/** The other record is not among the pairs: found by name or telephone. */
function ByHand({ community, id, onDone, onStale }: PairsProps & { id: string }) {
  const [other, setOther] = useState<RegisterPerson>()
  return (
    <Section title="和哪一条是同一个人">
      <View className="stack">
        <PersonSearch
          community={community}
          person={other}
          hint="写另一条登记的全名或整个手机号。"
          onChange={setOther}
        />
        {other && other.id !== id && <MergeForm ids={[id, other.id]} onDone={onDone} onStale={onStale} />}
        {other?.id === id && <Text className="text-block">这就是同一条登记，请找另一条。</Text>}
      </View>
    </Section>
  )
}
