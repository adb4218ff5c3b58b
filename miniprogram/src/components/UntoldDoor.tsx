import { Text, View } from '@tarojs/components'
import { callPhone } from '../platform/call'
import { roleProps } from '../platform/keyboard'
import { Button } from './Button'
import { Card } from './Card'

interface UntoldDoorProps {
  /** Whom a telephone still reaches, the first first. */
  phones: readonly { whom: string; phone: string | undefined }[]
}

/** Nobody opened, and there is no network: nobody knows yet, but a call often goes through. */
export function UntoldDoor({ phones }: UntoldDoorProps) {
  return (
    <Card>
      <View className="stack" {...roleProps('alert')}>
        <Text className="text-block text-strong">
          没有网络，社区和家人还不知道没人应门。先别离开，请马上打电话；连上网络后会自动告诉他们。
        </Text>
        {phones.map(
          ({ whom, phone }) =>
            phone !== undefined && (
              <Button
                key={whom}
                text={`打给${whom} ${phone}`}
                icon="phone"
                isBlock
                onPress={() => void callPhone(phone)}
              />
            ),
        )}
        <Button
          text="听到呼救或担心出事，打 120"
          icon="phone"
          kind="danger"
          isBlock
          onPress={() => void callPhone('120')}
        />
      </View>
    </Card>
  )
}
