import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../components/AppPage'
import { Button } from '../../components/Button'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { PagedList } from '../../components/PagedList'
import { SignInCard } from '../../components/SignInCard'
import { Tag } from '../../components/Tag'
import { useLive } from '../../hooks/useLive'
import { useNow } from '../../hooks/useNow'
import { usePaged } from '../../hooks/usePaged'
import { listMessages, readAllMessages, readMessage, type InboxMessage } from '../../services/inbox'
import { describeMoment } from '../../services/time'
import { setUnread, useInbox } from '../../stores/inbox'
import { useSession } from '../../stores/session'

const tabPages = [
  'pages/home/index',
  'pages/forum/index',
  'pages/messages/index',
  'pages/workbench/index',
  'pages/mine/index',
]

function openPage(page: string): void {
  const url = `/${page}`
  if (tabPages.includes(page)) void Taro.switchTab({ url })
  else void Taro.navigateTo({ url })
}

export default function MessagesPage() {
  const me = useSession((state) => state.me)
  return (
    <AppPage title="消息" tab="messages">
      {me ? <Messages userId={me.id} /> : <SignInCard />}
    </AppPage>
  )
}

function Messages({ userId }: { userId: string }) {
  const unread = useInbox((state) => state.unread)
  const list = usePaged(`messages:${userId}`, async (cursor) => {
    const page = await listMessages(cursor)
    setUnread(page.unread)
    return page
  })
  useLive('inbox.changed', list.reload)
  const newest = list.items[0]?.id
  const readAll = async () => {
    if (newest === undefined) return
    const answer = await readAllMessages(newest)
    setUnread(answer.unread)
    list.reload()
  }
  const open = (message: InboxMessage) => {
    // Whether it is marked or not must not stop the person from reading on.
    if (!message.isRead)
      readMessage(message.id).then(
        (answer) => {
          setUnread(answer.unread)
        },
        () => undefined,
      )
    openPage(message.page)
  }
  return (
    <View className="stack">
      {unread > 0 && (
        <View className="row-between">
          <Text className="text-soft">还有 {unread} 条没看</Text>
          <Button
            text="全部看过了"
            icon="check"
            kind="quiet"
            onPress={() => void readAll().catch(() => undefined)}
          />
        </View>
      )}
      <PagedList
        label="消息"
        list={list}
        renderItem={(message) => (
          <MessageCard
            message={message}
            onPress={() => {
              open(message)
            }}
          />
        )}
        empty={<EmptyState icon="message" title="还没有消息" message="您提的事有了进展，会在这里告诉您。" />}
      />
    </View>
  )
}

function MessageCard({ message, onPress }: { message: InboxMessage; onPress: () => void }) {
  const now = useNow(60_000)
  return (
    <Card onPress={onPress} className={message.isRead ? '' : 'is-unread'}>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="grow text-strong">{message.title}</Text>
          {!message.isRead && <Tag text="未读" tone="accent" icon="bell" />}
        </View>
        <Text className="text-block">{message.body}</Text>
        <Text className="text-block text-small text-soft">{describeMoment(message.at, now)}</Text>
      </View>
    </Card>
  )
}
