import { Text, View } from '@tarojs/components'
import { AppPage } from '../../components/AppPage'
import { ElderEntry } from '../../components/ElderEntry'
import { ElderPrompt } from '../../components/ElderPrompt'
import { SignInCard } from '../../components/SignInCard'
import { useSession } from '../../stores/session'

export default function HomePage() {
  const me = useSession((state) => state.me)
  return (
    <AppPage title={me?.community?.name ?? '邻里'} tab="home" headerExtra={<ElderEntry />}>
      <View className="stack-loose">
        <ElderPrompt />
        {me ? <Text className="text-large">{me.displayName}，您好</Text> : <SignInCard />}
      </View>
    </AppPage>
  )
}
