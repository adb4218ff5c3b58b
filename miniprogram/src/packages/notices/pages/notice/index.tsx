import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { DoneNotice } from '../../../../components/DoneNotice'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { MediaStrip } from '../../../../components/MediaStrip'
import { ReadAloud } from '../../../../components/ReadAloud'
import { RemoteView } from '../../../../components/RemoteView'
import { TellMeButton } from '../../../../components/TellMeButton'
import { SignInCard } from '../../../../components/SignInCard'
import { useAction } from '../../../../hooks/useAction'
import { useEvery } from '../../../../hooks/useEvery'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { openPage } from '../../../../platform/files'
import { useSharedCard } from '../../../../platform/share'
import { ShareButton } from '../../../../platform/ShareButton'
import {
  fetchNoticePrint,
  getNotice,
  markNoticeRead,
  tellElder,
  type NoticeView,
} from '../../../../services/notices'
import { describeMoment } from '../../../../services/time'
import { useSession } from '../../../../stores/session'
import { DeskPart } from '../../components/DeskPart'
import { NoticeTags } from '../../components/NoticeRow'
import { openNoticePage } from '../../components/noticePages'

/** One notice, in large type, read aloud where that can be; for the desk also what to do with it. */
export default function NoticePage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  if (me) return <OneNotice id={id} />
  return (
    <AppPage title="公告">
      <SignInCard />
    </AppPage>
  )
}

const toCard = (id: string) => ({
  title: '社区发了一条公告，来看看',
  path: `packages/notices/pages/card/index?id=${id}`,
})

function OneNotice({ id }: { id: string }) {
  const notice = useRemote(`notice:${id}`, () => getNotice(id))
  const isOut = notice.data?.publishedAt !== undefined
  useSharedCard(toCard(id))
  useEffect(() => {
    if (isOut) markNoticeRead(id)
  }, [id, isOut])
  useWhileMoving(notice.data, notice.reload)
  return (
    <AppPage title="公告">
      <RemoteView remote={notice}>
        {(data) => (
          <View className="stack-loose">
            {data.correctedBy !== undefined && <Corrected id={data.correctedBy} />}
            <Words notice={data} />
            <OwnElders notice={data} reload={notice.reload} />
            {data.corrects !== undefined && (
              <Button
                text="看更正以前的那一条"
                icon="undo"
                kind="quiet"
                onPress={() => {
                  openNoticePage('notice', `id=${data.corrects ?? ''}`)
                }}
              />
            )}
            <Doors notice={data} />
            {data.desk && <DeskPart notice={data} desk={data.desk} onDone={notice.reload} />}
          </View>
        )}
      </RemoteView>
    </AppPage>
  )
}

/** Those one acts for: who still has to be told, and one tap when that is done. */
function OwnElders({ notice: { id, elders = [] }, reload }: { notice: NoticeView; reload: () => void }) {
  const { run, isBusy, problem } = useAction()
  const tell = (personId: string) =>
    run(async () => {
      try {
        await tellElder(id, personId)
      } finally {
        reload()
      }
    })
  if (elders.length === 0) return null
  return (
    <Card kind="accent">
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        {elders.map(({ personId, name, isTold }) => (
          <View key={personId} className="stack-tight">
            <Text className="text-block text-large text-strong">
              {isTold ? `${name}已经知道了` : `请打电话告诉 ${name}`}
            </Text>
            {!isTold && (
              <Button
                text={`我告诉${name}了`}
                icon="check"
                kind="primary"
                isBlock
                isBusy={isBusy}
                onPress={() => void tell(personId)}
              />
            )}
          </View>
        ))}
        <Text className="text-block text-soft">
          告诉了请按一下，社区就不用再上门。代办记录里会写明是您告诉的。
        </Text>
      </View>
    </Card>
  )
}

const lookEveryMs = 3000

/** While it is being sent its figures grow on the screen of whoever signed it. */
function useWhileMoving(notice: NoticeView | undefined, reload: () => void): void {
  const isSending = notice?.desk?.progress !== undefined
  const isStarting = notice?.state === 'scheduled' && notice.desk?.content.publishAt === undefined
  const isMoving = isSending || isStarting
  useEvery(lookEveryMs, reload, isMoving)
}

function Corrected({ id }: { id: string }) {
  return (
    <Card kind="accent">
      <View className="stack">
        <Text className="text-block text-strong">这一条有更正，请看新的。</Text>
        <Button
          text="看更正"
          icon="next"
          kind="primary"
          isBlock
          onPress={() => {
            openNoticePage('notice', `id=${id}`)
          }}
        />
      </View>
    </Card>
  )
}

function Words({ notice }: { notice: NoticeView }) {
  const now = useNow(60_000)
  const { title, text, photos, signedBy, publishedAt, expiresAt } = notice
  return (
    <Card>
      <View className="stack">
        <NoticeTags notice={notice} />
        <Text className="text-block text-large text-strong">{title}</Text>
        {notice.forWhom !== undefined && (
          <Text className="text-block text-strong">{`发给：${notice.forWhom}`}</Text>
        )}
        {text.split('\n').map((line, place) => (
          <Text key={place} className="text-block" userSelect>
            {line}
          </Text>
        ))}
        <MediaStrip media={photos} />
        {signedBy !== undefined && <Text className="text-block text-strong">发布人：{signedBy}</Text>}
        <Text className="text-block text-small text-soft">
          {publishedAt === undefined ? notice.stateText : describeMoment(publishedAt, now)}
          {expiresAt === undefined ? '' : `，有效到 ${describeMoment(expiresAt, now)}`}
        </Text>
      </View>
    </Card>
  )
}

/** To hear it, to pass it on, to hang it up; and to be told of the next one. */
function Doors({ notice }: { notice: NoticeView }) {
  const { id, title, text, shareText, withdrawn, publishedAt } = notice
  const { run, isBusy, problem } = useAction()
  const [done, setDone] = useState<string>()
  const copy = async () => {
    await Taro.setClipboardData({ data: shareText ?? '' })
    setDone('已经复制，去微信群里粘贴就行。')
  }
  return (
    <View className="stack">
      {done !== undefined && <DoneNotice message={done} />}
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="action-bar">
        <ReadAloud text={`${title}。${text}`} />
        {shareText !== undefined && <ShareButton text="转发" card={toCard(id)} />}
        {shareText !== undefined && (
          <Button text="复制文字" icon="copy" isBusy={isBusy} onPress={() => void run(copy)} />
        )}
        {openPage && withdrawn === undefined && (
          <Button
            text="打印大字版"
            icon="paper"
            isBusy={isBusy}
            onPress={() =>
              void run(async () => {
                openPage?.(await fetchNoticePrint(id))
              })
            }
          />
        )}
      </View>
      {publishedAt !== undefined && <TellMeButton moment="noticeRead" text="下次有公告，在微信里告诉我" />}
    </View>
  )
}
