import { formatYuan } from '@linli/shared/money'
import { Text, View } from '@tarojs/components'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { usePaged } from '../../../../hooks/usePaged'
import { listPayoutLines, markPayout, type Payout, type PayoutLine } from '../../../../services/payouts'
import { sendOnce } from '../../../../stores/drafts'

type Action = PayoutLine['actions'][number]

const specs: Record<Action, ActionSpec<Action>> = {
  pay: { action: 'pay', text: '已发放', kind: 'secondary' },
  fail: {
    action: 'fail',
    text: '没有发成',
    kind: 'secondary',
    ask: {
      explain: '这笔钱没有到老人手里。记下来以后，可以放进下一张发放表再发。',
      text: { label: '银行怎么说的', placeholder: '比如：账号已销户', isRequired: true, most: 300 },
    },
  },
  reissue: {
    action: 'reissue',
    text: '重新发',
    kind: 'secondary',
    ask: { explain: '会放进下一张发放表，再发一次。请先确认钱没有到账，不要发两次。' },
  },
}

interface PayoutLinesProps {
  payout: Payout
  onChanged: () => void
}

/** The people of one file, with what became of each. */
export function PayoutLines({ payout: { id, version }, onChanged }: PayoutLinesProps) {
  const list = usePaged(`payoutLines:${id}:${version}`, (cursor) => listPayoutLines(id, undefined, cursor))
  return (
    <PagedList
      list={list}
      label="名单"
      empty={<EmptyState icon="people" title="这张表里没有人" />}
      renderItem={({ id: lineId, fen, stateText, reason, actions, note, ...who }) => (
        <Card kind="flat">
          <View className="stack-tight">
            <View className="row-between">
              <Text className="text-strong grow">{`${who.personName} · ${who.communityName}`}</Text>
              <Text className="figures">{formatYuan(fen)}</Text>
            </View>
            <Text className="text-block">{`${who.personText}，${who.accountText}`}</Text>
            {note !== undefined && <Text className="text-block">{note}</Text>}
            <Text className="text-block text-soft">
              {reason === undefined ? stateText : `${stateText}：${reason}`}
            </Text>
            <ActionBar
              formKey={`payoutLine:${lineId}`}
              actions={actions.map((action) => specs[action])}
              onAct={async (action, { text }, draftKey = `payoutLine:${lineId}:${action}:${version}`) => {
                const body = {
                  ...{ action, version, lineIds: [lineId] },
                  ...(text === undefined ? {} : { reason: text }),
                }
                await sendOnce(draftKey, (key) => markPayout(id, body, key))
                onChanged()
              }}
            />
          </View>
        </Card>
      )}
    />
  )
}
