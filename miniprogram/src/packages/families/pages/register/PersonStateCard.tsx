import { personStateNames, type PersonState } from '@linli/shared/register/register'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { ListRow } from '../../../../components/ListRow'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Timeline } from '../../../../components/Timeline'
import { useRemote } from '../../../../hooks/useRemote'
import { getRegisterRecord, setPersonState, type RegisterRecord } from '../../../../services/people.register'
import { sendOnce } from '../../../../stores/drafts'

const pauses = '约好的服务马上取消，不收费；长期预约和报平安先停着。回来以后在这里改回“在家”，就接着办。'
const makeEnds = (roles: string): string =>
  `服务、长期预约、代办授权和补贴马上停，${roles}一起结束，手上的活转给社区。从现在起不再给本人发任何消息。没办完的事会列在下面，请和家里人商量。`

const specs: Record<PersonState, Omit<ActionSpec<PersonState>, 'action'> & { explain: string }> = {
  present: { text: '在家，回来了', icon: 'home', explain: '停着的长期预约和报平安接着办。' },
  hospital: { text: '住院了', icon: 'heart', explain: pauses },
  away: { text: '外出了', icon: 'swap', explain: pauses },
  moved: { text: '迁出了', kind: 'danger', explain: makeEnds('楼组长的身份') },
  deceased: { text: '去世了', kind: 'danger', explain: makeEnds('担任的角色') },
}

/** What happens often and can be taken back comes first. */
const inOrder: readonly PersonState[] = ['present', 'hospital', 'away', 'moved', 'deceased']

const toSpec = (action: PersonState): ActionSpec<PersonState> => {
  const { explain, ...spec } = specs[action]
  return {
    action,
    kind: 'secondary',
    ...spec,
    ask: {
      explain,
      text: {
        label: '依据',
        placeholder: '比如：女儿来电话说，昨晚住进华山医院',
        isRequired: true,
        most: 300,
      },
      photos: { label: '证明的照片（可以没有）', most: 1 },
      isDanger: spec.kind === 'danger',
    },
  }
}

interface PersonStateCardProps {
  id: string
  onDone: (message: string) => void
}

/** How she is, set with what it rests on; what stops or goes on with it is said before. */
export function PersonStateCard({ id, onDone }: PersonStateCardProps) {
  const record = useRemote(`registerRecord:${id}`, () => getRegisterRecord(id))
  return (
    <Section title="人在哪里">
      <RemoteView remote={record} rows={1}>
        {(person) => (
          <PersonState
            person={person}
            onDone={(to) => {
              record.reload()
              onDone(`记下了：${personStateNames[to]}。`)
            }}
          />
        )}
      </RemoteView>
    </Section>
  )
}

function PersonState({ person, onDone }: { person: RegisterRecord; onDone: (to: PersonState) => void }) {
  const { id, state, states, openWork } = person
  const moves = inOrder.filter((to) => to !== state)
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-strong">{personStateNames[state]}</Text>
        {states.length > 0 && (
          <Timeline
            entries={[...states].reverse().map(({ at, byName, id: key, note, to }) => ({
              ...{ id: key, at, who: byName, title: personStateNames[to], text: note },
            }))}
          />
        )}
        {state !== 'present' && openWork.length > 0 && <OpenWork work={openWork} />}
        {person.actions.includes('setState') && (
          <ActionBar
            formKey={`person:${id}:state`}
            actions={moves.map(toSpec)}
            onAct={async (to, { text, photoIds = [] }, draftKey = `person:${id}:${to}`) => {
              const [photoId] = photoIds
              const body = {
                from: state,
                to,
                note: text ?? '',
                ...(photoId === undefined ? {} : { photoId }),
              }
              await sendOnce(draftKey, (key) => setPersonState(id, body, key))
              onDone(to)
            }}
          />
        )}
      </View>
    </Card>
  )
}

/** What is not done yet, for whoever has to decide about it with the family. */
function OpenWork({ work }: { work: RegisterRecord['openWork'] }) {
  return (
    <View className="list">
      {work.map(({ id, label }) => (
        <ListRow
          key={id}
          icon="list"
          title={label}
          note="还没办完，请和家里人商量"
          onPress={() => void Taro.navigateTo({ url: `/packages/needs/pages/detail/index?id=${id}` })}
        />
      ))}
    </View>
  )
}
