import { emergencyNumbers } from '@linli/shared/safety/sos'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { Card } from '../../../components/Card'
import { callPhone } from '../../../platform/call'
import { scanCode } from '../../../platform/scan'

/** For who has not joined a community: how, and why. */
export function JoinHint({ name }: { name: string }) {
  return (
    <View className="stack-loose">
      <JoinCard name={name} />
      <Button
        text="报公共地方的问题"
        icon="location"
        isBlock
        onPress={() => void Taro.navigateTo({ url: '/packages/needs/pages/visitor/index' })}
      />
      <View className="stack">
        <Text className="text-block text-strong">有危险，请直接打电话</Text>
        {emergencyNumbers.map(({ name, number }) => (
          <Button
            key={number}
            text={`${name} ${number}`}
            kind="danger"
            icon="phone"
            isBlock
            onPress={() => void callPhone(number)}
          />
        ))}
      </View>
    </View>
  )
}

function JoinCard({ name }: { name: string }) {
  const scan = async () => {
    const scanned = await scanCode?.()
    if (scanned !== undefined)
      await Taro.navigateTo({ url: `/pages/join/index?scene=${encodeURIComponent(scanned)}` })
  }
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{name}，您好</Text>
        <Text className="text-block">先加入您住的社区，我们才知道请谁来帮您。</Text>
        <Text className="text-block text-soft">
          居委会门口、楼道里贴着社区的二维码；也可以请书记或网格员给您社区码。
        </Text>
        {scanCode && (
          <Button text="扫社区的二维码" icon="scan" kind="primary" isBlock onPress={() => void scan()} />
        )}
        <Button
          text="我有社区码"
          icon="key"
          isBlock
          onPress={() => void Taro.navigateTo({ url: '/pages/join/index' })}
        />
      </View>
    </Card>
  )
}
