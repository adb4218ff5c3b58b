import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { ForSelfOnly } from '../../../../components/families/ForSelfOnly'
import { ReadAloud } from '../../../../components/ReadAloud'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { SignInCard } from '../../../../components/SignInCard'
import { Tag } from '../../../../components/Tag'
import { useRemote } from '../../../../hooks/useRemote'
import { useWatched } from '../../../../hooks/useWatched'
import { getBallot, type BallotView } from '../../../../services/ballots'
import { useSession } from '../../../../stores/session'
import { DeskActions, PrintButton } from '../../components/DeskActions'
import { ResultView, TurnoutView } from '../../components/ResultView'
import { VotePanel } from '../../components/VotePanel'

/** One ballot: what is asked and by which rule, one's own vote, and what came of it. */
export default function BallotPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  const ballot = useRemote(`ballot:${id}:${me?.id ?? ''}`, () => getBallot(id))
  useWatched('ballot', id, ballot.reload)
  return (
    <AppPage title="表决">
      {!me && <SignInCard />}
      {me && (
        <RemoteView remote={ballot} rows={5}>
          {(data) => <BallotBody ballot={data} onChanged={ballot.reload} />}
        </RemoteView>
      )}
    </AppPage>
  )
}

function BallotBody({ ballot, onChanged }: { ballot: BallotView; onChanged: () => void }) {
  return (
    <View className="stack-loose">
      <Asked ballot={ballot} />
      <DeskActions ballot={ballot} onDone={onChanged} />
      <Mine ballot={ballot} onChanged={onChanged} />
      <ResultView ballot={ballot} />
      <TurnoutView ballot={ballot} />
      <Section title="规则">
        <View className="stack-tight">
          {ballot.ruleTexts.map((text) => (
            <Text key={text} className="text-block">
              {text}
            </Text>
          ))}
        </View>
      </Section>
      <PrintButton id={ballot.id} />
    </View>
  )
}

function Asked({ ballot }: { ballot: BallotView }) {
  const { title, text, kindName, isSecret, stateText, whenText, options, voidReason } = ballot
  return (
    <Card>
      <View className="stack">
        <View className="row-wrap">
          <Tag text={kindName} />
          <Tag text={isSecret ? '不记名' : '记名'} icon={isSecret ? 'lock' : 'eye'} />
        </View>
        <Text className="text-block text-large text-strong">{title}</Text>
        <Text className="text-block" userSelect>
          {text}
        </Text>
        <Text className="text-block text-soft">选项：{options.map((option) => option.text).join('、')}</Text>
        <ReadAloud text={`${title}。${text}。选项：${options.map((option) => option.text).join('，')}。`} />
        <Text className="text-block text-strong">{stateText}</Text>
        <Text className="text-block">{whenText}</Text>
        {voidReason !== undefined && <Text className="text-block">作废的原因：{voidReason}</Text>}
      </View>
    </Card>
  )
}

/** One's own votes; whoever has none is told why and whom to ask. */
function Mine({ ballot, onChanged }: { ballot: BallotView; onChanged: () => void }) {
  if (ballot.mine.length > 0)
    return (
      <Section title="我的票">
        <View className="stack">
          {ballot.mine.some(({ canVote, canName }) => canVote || canName) && <ForSelfOnly what="这一票" />}
          {ballot.mine.map((vote) => (
            <VotePanel key={vote.voterKey} ballot={ballot} vote={vote} onChanged={onChanged} />
          ))}
        </View>
      </Section>
    )
  // Whoever only works here is not told that she is missing.
  if (ballot.state !== 'open' || ballot.actions.length > 0) return null
  return (
    <Card kind="flat">
      <Text className="text-block">
        这次的名册里没有您。名册在开始投票时按社区台账定下；有疑问，请打“我的网格”里社区的电话。
      </Text>
    </Card>
  )
}
