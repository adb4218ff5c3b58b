import { render, screen } from '@testing-library/react'
import type { Me } from '../services/session'
import { useConnection } from '../stores/connection'
import { useSession } from '../stores/session'
import { useSettings } from '../stores/settings'
import { AppPage } from './AppPage'

const show = () =>
  render(
    <AppPage title="首页" tab="home">
      内容
    </AppPage>,
  )
const holdRole = (...memberships: Partial<Me['memberships'][number]>[]) => {
  useSession.setState({ status: 'signedIn', me: { memberships } as Me })
}
const tabs = () => screen.getAllByRole('link').map(({ textContent }) => textContent)

beforeEach(() => {
  useSettings.setState({ modeChoice: 'normal' })
  useConnection.setState({ isOnline: true })
  useSession.setState({ status: 'signedOut', me: undefined })
})

describe('AppPage', () => {
  it('has a heading, the main part and the tabs', () => {
    show()
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('首页')
    expect(screen.getByRole('main').textContent).toBe('内容')
    expect(tabs()).toEqual(['首页', '邻里圈', '消息', '我的'])
  })

  it('shows the workbench only to who holds a role', () => {
    holdRole({ id: '1', role: 'volunteer', roleName: '志愿者' })
    show()
    expect(tabs()).toEqual(['首页', '邻里圈', '消息', '工作台', '我的'])
  })

  it('is drawn larger in elder mode', () => {
    useSettings.setState({ modeChoice: 'elder', textSize: 'large' })
    const { container } = show()
    const root = container.querySelector<HTMLElement>('.page-root')
    expect(root?.className).toContain('elder')
    expect(root?.style.getPropertyValue('--text-m')).toBe('24px')
    expect(root?.style.getPropertyValue('--target')).toBe('64px')
  })

  it('says when there is no network', () => {
    useConnection.setState({ isOnline: false })
    show()
    expect(screen.getByRole('status').textContent).toContain('网络断开了')
  })

  it('survives a part that breaks', () => {
    const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    const Broken = () => {
      throw new Error('broken')
    }
    render(
      <AppPage title="首页">
        <Broken />
      </AppPage>,
    )
    expect(screen.getByRole('alert').textContent).toContain('这一页没能打开')
    silence.mockRestore()
  })
})
