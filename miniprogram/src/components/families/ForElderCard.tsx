import { bondRelationNames } from '@linli/shared/families/bond'
import { Text, View } from '@tarojs/components'
import { useRemote } from '../../hooks/useRemote'
import { listMyElders } from '../../services/families'
import { useChosenElder } from '../../stores/actingFor'
import { useSession } from '../../stores/session'
import { Card } from '../Card'
import { Icon } from '../Icon'

/** Whom it is for, impossible to overlook when it is not oneself. */
export function ForElderCard({ name, actingAs }: { name: string; actingAs?: string | undefined }) {
  return (
    <Card kind="accent">
      <View className="row">
        <Icon name="people" />
        <View className="grow">
          <Text className="text-block text-large text-strong">为 {name} 办</Text>
          {actingAs !== undefined && (
            <Text className="text-block text-soft">您以{actingAs}的身份代办，长者能看到是谁办的。</Text>
          )}
        </View>
      </View>
    </Card>
  )
}

/** The same on a page that is about an elder one acts for, also while one acts for another or for oneself. */
export function ForPerson({ person }: { person: string | undefined }) {
  const acting = useChosenElder()
  const me = useSession((state) => state.me)
  if (person === undefined) return null
  if (acting?.personId === person)
    return <ForElderCard name={acting.name} actingAs={bondRelationNames[acting.relation]} />
  return me?.isProxy ? <ForOneOf userId={me.id} person={person} /> : null
}

/** One of those whom one acts for; nothing where it is somebody else. */
function ForOneOf({ userId, person }: { userId: string; person: string }) {
  const elders = useRemote(`elders:${userId}`, listMyElders)
  const bond = elders.data?.items.find(({ elder }) => elder?.personId === person)
  return bond?.elder ? (
    <ForElderCard name={bond.elder.name} actingAs={bondRelationNames[bond.relation]} />
  ) : null
}
