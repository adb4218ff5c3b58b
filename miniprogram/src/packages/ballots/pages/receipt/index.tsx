import { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { getBallot, listReceipts, type BallotView } from '../../../../services/ballots'

/** Whether one's vote is among those that were counted. */
export default function ReceiptPage() {
  const { id = '' } = useRouter().params
  const ballot = useRemote(`ballot:${id}`, () => getBallot(id))
  return (
    <AppPage title="核对回执">
      <RemoteView remote={ballot}>{(data) => <Check ballot={data} />}</RemoteView>
    </AppPage>
  )
}

const receiptLength = 32
/** So many signs are sent: the rest is compared here, so that the server does not learn whose receipt is looked for. */
const sentLength = 3

function Check({ ballot }: { ballot: BallotView }) {
  const known = ballot.mine.find(({ receipt }) => receipt !== undefined)?.receipt ?? ''
  const [text, setText] = useState(known)
  const [answer, setAnswer] = useState<{ isIn: boolean; total: number }>()
  const { run, isBusy, problem } = useAction()
  const receipt = text.replace(/\s/g, '').toLowerCase()
  const isWhole = receipt.length === receiptLength && /^[0-9a-f]+$/.test(receipt)
  const check = () =>
    run(async () => {
      const { receipts, total } = await listReceipts(ballot.id, receipt.slice(0, sentLength))
      setAnswer({ isIn: receipts.includes(receipt), total })
    })
  return (
    <View className="stack-loose">
      <Text className="text-block text-strong">{ballot.title}</Text>
      <Text className="text-block">
        投票时给您的回执，截止后都公布出来。您的回执在里面，就说明您这一票计入了；它说不出您选了什么。
      </Text>
      <TextField
        label="回执"
        hint="32 位字母和数字；您投过的话，已经替您填好。"
        value={text}
        most={60}
        error={text === '' || isWhole ? undefined : '回执是 32 位，请再核对一下'}
        onChange={(next) => {
          setText(next)
          setAnswer(undefined)
        }}
      />
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="核对"
        icon="search"
        kind="primary"
        isBlock
        isBusy={isBusy}
        isDisabled={!isWhole}
        onPress={() => void check()}
      />
      {answer?.isIn === true && (
        <DoneNotice message={`在里面，您这一票计入了。一共计了 ${answer.total} 票。`} />
      )}
      {answer?.isIn === false && (
        <ErrorNotice
          message={`公布的 ${answer.total} 个回执里没有这一个。请再核对，或者拿着它去社区问问。`}
        />
      )}
    </View>
  )
}
