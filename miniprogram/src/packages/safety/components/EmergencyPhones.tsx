import { emergencyNumbers } from '@linli/shared/safety/sos'
import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { callPhone } from '../../../platform/call'

/** The numbers before everything else. @param onCall what is done besides. */
export function EmergencyPhones({ onCall }: { onCall?: () => void }) {
  return (
    <View className="stack">
      {emergencyNumbers.map(({ name, number }) => (
        <Button
          key={number}
          text={`${name} ${number}`}
          kind="danger"
          icon="phone"
          className="is-final"
          isBlock
          onPress={() => {
            onCall?.()
            void callPhone(number)
          }}
        />
      ))}
    </View>
  )
}
