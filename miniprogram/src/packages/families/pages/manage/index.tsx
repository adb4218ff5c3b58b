import { View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { DoneNotice } from '../../../../components/DoneNotice'
import { EmptyState } from '../../../../components/EmptyState'
import { FilterBar } from '../../../../components/FilterBar'
import { PagedList } from '../../../../components/PagedList'
import { SignInCard } from '../../../../components/SignInCard'
import { SplitView } from '../../../../components/SplitView'
import { useLive } from '../../../../hooks/useLive'
import { usePaged } from '../../../../hooks/usePaged'
import { useIsWide } from '../../../../platform/viewport'
import { listBonds, type Bond, type BondList } from '../../../../services/families'
import { useSession } from '../../../../stores/session'
import { BondCard } from '../../components/BondCard'
import { KeptBond } from '../../components/KeptBond'
import { OfferForm } from './OfferForm'

const lists: readonly { value: BondList; text: string }[] = [
  { value: 'requested', text: '要办理' },
  { value: 'checked', text: '要再核对' },
  { value: 'offered', text: '等亲属接受' },
  { value: 'review', text: '要复核' },
  { value: 'active', text: '生效中' },
]

/** The bonds of a community: those that wait for staff, and those in force. */
export default function ManageBondsPage() {
  const me = useSession((state) => state.me)
  const staff = me?.memberships.find(({ role }) => role === 'secretary' || role === 'communityWorker')
  return (
    <AppPage title="亲属代办" layout="wide">
      {!me && <SignInCard />}
      {me && !staff?.community && (
        <EmptyState icon="lock" title="这一页给社区工作人员用" message="需要的话，请联系社区书记安排。" />
      )}
      {staff?.community !== undefined && <Bonds community={staff.community} />}
    </AppPage>
  )
}

function Bonds({ community }: { community: string }) {
  const [list, setList] = useState<BondList>('requested')
  const [chosen, setChosen] = useState<string>()
  const [isOffering, setIsOffering] = useState(false)
  const [done, setDone] = useState<string>()
  const isWide = useIsWide()
  const paged = usePaged(`bonds:${community}:${list}`, (cursor) => listBonds(community, list, cursor))
  useLive('bond.changed', paged.reload)
  const finish = (message: string) => {
    setDone(message)
    setIsOffering(false)
    setChosen(undefined)
    paged.reload()
  }
  const detailOf = (bond: Bond) => (
    <KeptBond key={`${bond.id}:${bond.version}`} bond={bond} community={community} onDone={finish} />
  )
  const selected = paged.items.find(({ id }) => id === chosen)
  const nav = (
    <View className="stack">
      <FilterBar
        label="哪一部分"
        options={lists}
        value={list}
        onChange={(value) => {
          setList(value)
          setChosen(undefined)
        }}
      />
      <Button
        text="当面办理一份"
        icon="plus"
        onPress={() => {
          setDone(undefined)
          setIsOffering(!isOffering)
        }}
      />
    </View>
  )
  const offer = isOffering && <OfferForm community={community} onDone={finish} />
  return (
    <SplitView
      nav={nav}
      list={
        <View className="stack">
          {done !== undefined && <DoneNotice message={done} />}
          {!isWide && offer}
          <PagedList
            list={paged}
            label="代办授权"
            empty={<EmptyState icon="check" title="这里没有要看的授权" />}
            renderItem={(bond) => (
              <View className="stack-tight">
                <BondCard
                  bond={bond}
                  isSelected={bond.id === chosen}
                  onPress={() => {
                    setDone(undefined)
                    setChosen(bond.id === chosen ? undefined : bond.id)
                  }}
                />
                {!isWide && bond.id === chosen && detailOf(bond)}
              </View>
            )}
          />
        </View>
      }
      detail={offer || (selected ? detailOf(selected) : <EmptyState icon="list" title="选一份授权来看" />)}
    />
  )
}
