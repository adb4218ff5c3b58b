import Taro, { useDidHide, useDidShow, useLaunch, usePageNotFound } from '@tarojs/taro'
import type { PropsWithChildren } from 'react'
import { watchNetwork } from './platform/network'
import { keepReady, watchMissingPages } from './platform/pages'
import { sweepKeptPhotos } from './services/keptPhotos'
import { catchUp, onCatchUp, onServerEvent } from './services/live'
import { onDelivered, resendAll } from './services/outgoing'
import { connectSocket, disconnectSocket, setRefusedHandler } from './services/socket'
import { useConnection } from './stores/connection'
import { clearDraft, flushDrafts } from './stores/drafts'
import { refreshUnread } from './stores/inbox'
import { readUserId, refreshMe, startSession, useSession } from './stores/session'
import { settleElderMode, readSystemFont } from './stores/settings'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    watchNetwork(onNetworkChange)
    watchMissingPages(saySo)
    onCatchUp(() => void refreshUnread())
    onCatchUp(afterTheFirst(() => void refreshMe().catch(ignoreUntilReconnect)))
    onServerEvent('session.changed', () => void refreshMe().catch(ignoreUntilReconnect))
    onDelivered(({ draftKey }) => {
      if (draftKey !== undefined) clearDraft(draftKey)
    })
    useSession.subscribe(({ status, me }, before) => {
      // A relative has turned it on while the program is open.
      if (me?.elderMode === true && before.me?.elderMode === false) settleElderMode(true)
      if (status === before.status && me?.id === before.me?.id) return
      if (status === 'signedIn') goLive()
      else disconnectSocket()
    })
    setRefusedHandler(refreshMe)
    sweepKeptPhotos()
    void startSession()
  })
  useDidShow(() => {
    readSystemFont()
    if (useSession.getState().status === 'signedIn') goLive()
  })
  // From an old card, or mistyped.
  usePageNotFound(() => void Taro.switchTab({ url: '/pages/home/index' }))
  useDidHide(() => {
    flushDrafts()
    disconnectSocket()
  })
  return children
}

/** The first connection follows the start, which has just fetched the person. */
function afterTheFirst(action: () => void): () => void {
  let isFirst = true
  return () => {
    if (!isFirst) action()
    isFirst = false
  }
}

const readingMs = 15_000

/** Long enough to be read: a press that did nothing is worse than one that says why. */
function saySo(): void {
  useConnection.setState({ isPageMissing: true })
  // It stands at the top, and what was pressed may be far below.
  void Taro.pageScrollTo({ scrollTop: 0, duration: 200 })
  setTimeout(() => {
    useConnection.setState({ isPageMissing: false })
  }, readingMs)
}

/** Who calls for help may have no network at that moment. */
const neededOffline = ['packages/safety/pages/press/index', 'packages/safety/pages/sos/index']

function goLive(): void {
  keepReady?.(neededOffline)
  settleElderMode(useSession.getState().me?.elderMode)
  resendAll(readUserId())
  connectSocket()
}

function onNetworkChange(isOnline: boolean): void {
  useConnection.setState({ isOnline, isPageMissing: false })
  if (!isOnline) return
  if (useSession.getState().status === 'offline') void startSession()
  resendAll(readUserId())
  if (useSession.getState().status === 'signedIn') connectSocket()
  catchUp()
}

/** The reconnect that follows fetches it again. */
function ignoreUntilReconnect(): void {
  return undefined
}
