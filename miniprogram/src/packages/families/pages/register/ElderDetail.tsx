import { capacityNames, type CapacityState } from '@linli/shared/elders/elder'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { MonthChoice } from '../../../../components/MonthChoice'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import {
  getElder,
  setCapacity,
  unmaskElder,
  type Elder,
  type ElderSecrets,
} from '../../../../services/elders'
import { listBondsOfElder } from '../../../../services/families'
import { unmaskRegisterRecord, type ClearPerson } from '../../../../services/people.register'
import { BondCard } from '../../components/BondCard'
import { KeptBond } from '../../components/KeptBond'
import { CareFacts } from '../../components/CareFacts'
import { CareForm } from '../../components/CareForm'
import { UnmaskBar } from '../../components/UnmaskBar'
import { AccountOf } from '../../../programmes/components/AccountCard'
import { StatementFiles } from '../../../programmes/components/StatementFiles'
import { CorrectionCard } from './CorrectionCard'
import { PersonStateCard } from './PersonStateCard'

interface ElderDetailProps {
  id: string
  community: string
  onDone: (message: string) => void
}

/** One elder for the staff: what is on record, opened with a reason; the bonds; whether she decides for herself. */
export function ElderDetail({ id, community, onDone }: ElderDetailProps) {
  const elder = useRemote(`elder:${id}`, () => getElder(id))
  // Her full name stands beside her account: it is there for whoever has written why.
  const [isOpened, setIsOpened] = useState(false)
  const finish = (message: string) => {
    onDone(message)
    elder.reload()
  }
  return (
    <RemoteView remote={elder} rows={3}>
      {(data) => (
        <View className="stack">
          <Profile
            key={data.version}
            elder={data}
            onDone={finish}
            onOpened={() => {
              setIsOpened(true)
            }}
          />
          {data.actions.includes('unmask') && (
            <CorrectionCard id={id} community={community} onDone={onDone} />
          )}
          {data.actions.includes('unmask') && <PersonStateCard id={id} onDone={finish} />}
          {isOpened && <AccountOf personId={id} />}
          <Capacity elder={data} onDone={finish} />
          {data.actions.includes('unmask') && <Bonds id={id} community={community} onDone={finish} />}
        </View>
      )}
    </RemoteView>
  )
}

const known = (isKnown: boolean) => (isKnown ? '已登记，写明原因后查看' : '还没有登记')

interface ProfileProps {
  elder: Elder
  onDone: (message: string) => void
  onOpened: () => void
}

function Profile({ elder, onDone, onOpened }: ProfileProps) {
  const [secrets, setSecrets] = useState<ElderSecrets>()
  const [clear, setClear] = useState<ClearPerson>()
  const [isEditing, setIsEditing] = useState(false)
  const mayUnmask = elder.actions.includes('unmask')
  if (isEditing) return <CareForm elder={elder} secrets={secrets} onDone={onDone} />
  return (
    <Card>
      <View className="stack">
        {secrets ? (
          <>
            <FactList
              facts={[
                { label: '姓名', value: clear?.name },
                { label: '电话', value: clear?.phone ?? '没有登记' },
                { label: '生日', value: clear?.birthDate },
              ]}
            />
            <CareFacts {...secrets} />
            <MonthChoice>{(month) => <StatementFiles month={month} person={elder.id} />}</MonthChoice>
          </>
        ) : (
          <FactList
            facts={[
              ...(mayUnmask
                ? [
                    { label: '身体情况和饮食', value: known(elder.known.care) },
                    { label: '收入类别和优待', value: known(elder.known.means) },
                    { label: '现金补贴的账号', value: '写明原因后查看和填写' },
                  ]
                : []),
              {
                label: '紧急联系人',
                value:
                  elder.contacts
                    .map(({ name, relation, phone }) => `${relation} ${name} ${phone}`)
                    .join('、') || '还没有登记',
              },
            ]}
          />
        )}
        {mayUnmask && !secrets && (
          <UnmaskBar
            formKey={`elder:${elder.id}:unmask`}
            example="排明天的送餐"
            onOpen={async (reason) => {
              setClear(await unmaskRegisterRecord(elder.id, reason))
              setSecrets(await unmaskElder(elder.id, reason))
              onOpened()
            }}
          />
        )}
        {mayUnmask && (
          <Button
            text="紧急联系人：先打给谁"
            icon="phone"
            onPress={() =>
              void Taro.navigateTo({ url: `/packages/families/pages/contacts/index?id=${elder.id}` })
            }
          />
        )}
        {secrets && (
          <Button
            text="修改"
            icon="edit"
            onPress={() => {
              setIsEditing(true)
            }}
          />
        )}
      </View>
    </Card>
  )
}

type Move = 'doubted' | 'clear' | 'guardianOnly'

const moveSpecs: Record<Move, Omit<ActionSpec<Move>, 'action'>> = {
  doubted: {
    text: '能不能自己拿主意，请街道定',
    ask: {
      explain: '定下来以前，不能办新的代办授权；已经在用的照旧。',
      text: { label: '看到了什么', isRequired: true, most: 300 },
    },
  },
  clear: { text: '能自己拿主意', ask: { text: { label: '依据', isRequired: true, most: 300 } } },
  guardianOnly: { text: '由监护人拿主意', ask: { text: { label: '依据', isRequired: true, most: 300 } } },
}

function listMoves({ actions, capacity }: Elder): Move[] {
  if (actions.includes('doubtCapacity')) return ['doubted']
  if (!actions.includes('decideCapacity')) return []
  return capacity === 'doubted' ? ['clear', 'guardianOnly'] : ['clear']
}

function Capacity({ elder, onDone }: { elder: Elder; onDone: (message: string) => void }) {
  const moves = listMoves(elder)
  if (elder.capacity === 'clear' && moves.length === 0) return null
  return (
    <Section title="能不能自己拿主意">
      <Card>
        <View className="stack">
          <Text className="text-block">{capacityNames[elder.capacity]}</Text>
          {elder.capacityLog.map(({ at, to, byName, note }) => (
            <Text key={at} className="text-block text-small text-soft">
              {byName}：{capacityNames[to]}
              {note === undefined ? '' : `（${note}）`}
            </Text>
          ))}
          <ActionBar
            formKey={`elder:${elder.id}:capacity`}
            actions={moves.map((action) => ({ action, ...moveSpecs[action] }))}
            onAct={async (action, { text }) => {
              await setCapacity(elder.id, elder.capacity, action satisfies CapacityState, text ?? '')
              onDone('记下了。')
            }}
          />
        </View>
      </Card>
    </Section>
  )
}

function Bonds({ id, community, onDone }: ElderDetailProps) {
  const bonds = useRemote(`bondsOf:${id}`, () => listBondsOfElder(community, id))
  const [chosen, setChosen] = useState<string>()
  const finish = (message: string) => {
    setChosen(undefined)
    bonds.reload()
    onDone(message)
  }
  return (
    <Section title="亲属代办">
      <RemoteView remote={bonds} rows={1}>
        {({ items }) => (
          <View className="stack">
            {items.length === 0 && <Text className="text-block text-soft">没有亲属代办。</Text>}
            {items.map((bond) => (
              <View key={bond.id} className="stack-tight">
                <BondCard
                  bond={bond}
                  isSelected={bond.id === chosen}
                  onPress={() => {
                    setChosen(bond.id === chosen ? undefined : bond.id)
                  }}
                />
                {bond.id === chosen && <KeptBond bond={bond} community={community} onDone={finish} />}
              </View>
            ))}
            <Button
              text="代办记录"
              icon="list"
              onPress={() =>
                void Taro.navigateTo({ url: `/packages/families/pages/acts/index?personId=${id}` })
              }
            />
          </View>
        )}
      </RemoteView>
    </Section>
  )
}
