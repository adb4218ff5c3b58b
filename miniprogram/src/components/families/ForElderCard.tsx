import { bondRelationNames } from '@linli/shared/families/bond'
import { Text, View } from '@tarojs/components'
import { useActingFor } from '../../stores/actingFor'
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

/** The same on a page that was opened for an elder one acts for: `person` of its address. */
export function ForPerson({ person }: { person: string | undefined }) {
  const acting = useActingFor()
  if (acting?.personId !== person || !acting) return null
  return <ForElderCard name={acting.name} actingAs={bondRelationNames[acting.relation]} />
}
