import Taro, { useDidShow } from '@tarojs/taro'
import { View } from '@tarojs/components'
import { ConfigProvider } from '@nutui/nutui-react-taro'
import { useMemo, type PropsWithChildren, type ReactNode } from 'react'
import { roleProps } from '../platform/keyboard'
import { useIsWide } from '../platform/viewport'
import { useIsElder, useSettings } from '../stores/settings'
import { makeNutuiTheme, makeTokens } from '../styles/tokens'
import { ErrorBoundary } from './ErrorBoundary'
import { OfflineBanner } from './OfflineBanner'
import { PageHeader } from './PageHeader'
import { TabBar, type TabName } from './TabBar'

interface AppPageProps {
  title: string
  /** Which tab this page is; other pages have a way back instead. */
  tab?: TabName
  /** Beside the title. */
  headerExtra?: ReactNode
  /** Stays at the bottom while the page scrolls: ActionBar, UndoBar. */
  footer?: ReactNode
  /** `column`: a readable column on a wide screen. `wide`: the whole width, for workbenches. */
  layout?: 'column' | 'wide'
  className?: string
}

/** The root of every page: theme, elder mode, title, offline banner, error boundary, safe areas and landmarks. */
export function AppPage(props: PropsWithChildren<AppPageProps>) {
  const { title, tab, headerExtra, footer, layout = 'column', className = '', children } = props
  const isElder = useIsElder()
  const isWide = useIsWide()
  const textSize = useSettings((state) => state.textSize)
  const tokens = useMemo(() => makeTokens(isElder, textSize), [isElder, textSize])
  const theme = useMemo(() => makeNutuiTheme(isElder, textSize), [isElder, textSize])
  useDidShow(() => void Taro.setNavigationBarTitle({ title }))

  const modes = [isElder && 'elder', isWide && 'is-wide', tab && 'has-tab-bar', `layout-${layout}`]
  return (
    <View className={`page-root ${modes.filter(Boolean).join(' ')} ${className}`} style={tokens}>
      <ConfigProvider theme={theme} className="page-frame">
        <View className="page-column">
          <PageHeader title={title} hasBack={tab === undefined} extra={headerExtra} />
          <OfflineBanner />
          <View className="page-main" {...roleProps('main')}>
            <ErrorBoundary>{children}</ErrorBoundary>
          </View>
        </View>
        <View className="page-bottom">
          {footer && (
            <View className="page-footer" {...roleProps('region')} aria-label="操作">
              {footer}
            </View>
          )}
          {tab && <TabBar current={tab} />}
        </View>
      </ConfigProvider>
    </View>
  )
}
