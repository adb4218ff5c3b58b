import type { OwnVolunteerView, VolunteerView } from '@linli/shared/volunteers/volunteer.contract'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, me, refuse, secretary, signInAs, type SentRequest } from '../../test/fakeApi'
import ApplyPage from './pages/apply'
import ManagePage from './pages/manage'
import ProfilePage from './pages/profile'

const common = {
  id: 'dddddddddddddddddddddddd',
  version: 4,
  state: 'approved',
  community: { code: '310113001001', name: '泗塘一村居委会' },
  skills: ['理发', '修自行车'],
  isPartyMember: true,
  partyOrganisation: '第一党支部',
  showsBadge: false,
  isMinor: false,
  hasGuardianConsent: false,
  hasResigned: false,
  mayVisitHomes: false,
  isOnDuty: true,
  maxOpenJobs: 3,
  createdAt: '2026-11-20T02:00:00.000Z',
} as const
const own: OwnVolunteerView = { ...common, skills: [...common.skills], openJobs: 2 }
const row: VolunteerView = {
  ...common,
  skills: [...common.skills],
  state: 'applied',
  userId: 'eeeeeeeeeeeeeeeeeeeeeeee',
  name: '蒋思远',
  maskedPhone: '138****5678',
}

const press = (name: string, role = 'button') => {
  fireEvent.click(screen.getAllByRole(role, { name }).at(-1) ?? document.body)
}
const bodyOf = (sent: SentRequest[], name: string) => sent.find((request) => request.name === name)?.body

beforeEach(() => {
  localStorage.clear()
  signInAs({ level: 'verified' })
})

describe('applying', () => {
  it('leads whoever is not verified to the check of the home first', async () => {
    signInAs({ level: 'joined' })
    fakeApi({ 'GET /api/me/volunteer': () => ({ isAgeKnown: false }) })
    render(<ApplyPage />)
    expect(await screen.findByText('先核实住址，再报名')).toBeTruthy()
  })

  it('asks for the age only where the register does not know it, and keeps what was typed when refused', async () => {
    const sent = fakeApi({
      'GET /api/me/volunteer': () => ({ isAgeKnown: false }),
      'POST /api/volunteers': () => refuse(409, 'volunteer.exists', '您已经报过名了'),
    })
    render(<ApplyPage />)
    fireEvent.click(await screen.findByRole('checkbox', { name: '理发' }))
    fireEvent.change(screen.getByLabelText('还会别的'), { target: { value: '修自行车、理发' } })
    fireEvent.click(screen.getByText('已满 18 岁'))
    press('报名')
    expect(await screen.findByText('您已经报过名了')).toBeTruthy()
    expect(bodyOf(sent, 'POST /api/volunteers')).toEqual({
      skills: ['理发', '修自行车'],
      isPartyMember: false,
      maxOpenJobs: 3,
      isAdult: true,
    })
    expect(screen.getByLabelText<HTMLInputElement>('还会别的').value).toBe('修自行车、理发')
  })
})

describe('being a volunteer', () => {
  it('switches to a rest, and says what holds and what is missing', async () => {
    let isOnDuty = true
    const sent = fakeApi({
      'GET /api/me/volunteer': () => ({ isAgeKnown: true, volunteer: { ...own, isOnDuty } }),
      'GET /api/me': () => me,
      'PUT /api/me/volunteer/duty': () => {
        isOnDuty = false
        return { ...own, isOnDuty }
      },
    })
    render(<ProfilePage />)
    expect(await screen.findByText('手上 2 件，最多同时 3 件')).toBeTruthy()
    expect(screen.getByText('培训和保险有效后才能上门，请联系社区')).toBeTruthy()
    press('可以接单', 'switch')
    expect(await screen.findByText('现在休息，不会有新的事；手上的事还要办完')).toBeTruthy()
    expect(bodyOf(sent, 'PUT /api/me/volunteer/duty')).toEqual({ isOnDuty: false })
  })

  it('saves skills and number of jobs under the version that was read', async () => {
    const sent = fakeApi({
      'GET /api/me/volunteer': () => ({ isAgeKnown: true, volunteer: own }),
      'PATCH /api/me/volunteer': () => own,
    })
    render(<ProfilePage />)
    fireEvent.click(await screen.findByRole('radio', { name: '5 件' }))
    press('保存')
    await waitFor(() => {
      expect(bodyOf(sent, 'PATCH /api/me/volunteer')).toEqual({
        version: 4,
        skills: ['理发', '修自行车'],
        maxOpenJobs: 5,
      })
    })
  })

  it('shows why an application was declined, and offers another', async () => {
    const volunteer = { ...own, state: 'declined', decisionReason: '请先参加培训' }
    fakeApi({ 'GET /api/me/volunteer': () => ({ isAgeKnown: true, volunteer }) })
    render(<ProfilePage />)
    expect(await screen.findByText('社区说：请先参加培训')).toBeTruthy()
    expect(screen.getByRole('button', { name: '补充后再报名' })).toBeTruthy()
  })
})

describe('leaving', () => {
  const path = 'POST /api/me/volunteer/resignation'
  const open = async (volunteer: OwnVolunteerView, resign: () => unknown) => {
    const sent = fakeApi({
      'GET /api/me/volunteer': () => ({ isAgeKnown: true, volunteer }),
      'GET /api/me': () => me,
      [path]: resign,
    })
    render(<ProfilePage />)
    await screen.findByRole('button', { name: '不做志愿者了' })
    press('不做志愿者了')
    return sent
  }

  it('says what goes back to the community, and hands it back in the same action', async () => {
    const sent = await open(own, () => ({ ...own, state: 'ended', hasResigned: true }))
    expect(await screen.findByText(/您手上的 2 件事会交还社区/)).toBeTruthy()
    fireEvent.change(screen.getByLabelText('想说的话（可以不写）'), { target: { value: '要照顾孙子' } })
    press('交还社区，然后退出')
    await waitFor(() => {
      expect(bodyOf(sent, path)).toEqual({ isHandedBack: true, reason: '要照顾孙子' })
    })
  })

  it('shows work that the page did not know of, keeps the words, and offers to hand it back', async () => {
    const details = { items: [{ kind: 'need', id: 'f'.repeat(24), label: '维修', post: 'volunteer:x' }] }
    const sent = await open({ ...own, openJobs: 0 }, () =>
      refuse(409, 'volunteer.holds_work', '您手上还有没办完的事。', details),
    )
    fireEvent.change(screen.getByLabelText('想说的话（可以不写）'), { target: { value: '搬家' } })
    press('不做志愿者了')
    expect(await screen.findByText('没办完：维修')).toBeTruthy()
    expect(screen.getByLabelText<HTMLTextAreaElement>('想说的话（可以不写）').value).toBe('搬家')
    press('交还社区，然后退出')
    await waitFor(() => {
      expect(sent.filter(({ name }) => name === path).map(({ body }) => body)).toEqual([
        { isHandedBack: false, reason: '搬家' },
        { isHandedBack: true, reason: '搬家' },
      ])
    })
  })
})

describe('the list of the community', () => {
  const path = `POST /api/volunteers/${row.id}/decision`

  it('approves with the dates that were filled in', async () => {
    signInAs({ memberships: [secretary] })
    const sent = fakeApi({
      'GET /api/volunteers': () => ({ items: [row] }),
      [path]: () => ({ ...row, state: 'approved' }),
    })
    render(<ManagePage />)
    fireEvent.click(await screen.findByText('蒋思远'))
    press('通过')
    fireEvent.change(screen.getByLabelText('培训有效到'), { target: { value: '2027-01-31' } })
    press('通过')
    expect(await screen.findByText('蒋思远已经是志愿者，已发消息告诉本人。')).toBeTruthy()
    expect(bodyOf(sent, path)).toEqual({
      decision: 'approve',
      version: 4,
      hasGuardianConsent: false,
      trainedUntil: '2027-01-31',
    })
  })

  it('declines only with a reason; other staff only read', async () => {
    signInAs({ memberships: [secretary] })
    const sent = fakeApi({ 'GET /api/volunteers': () => ({ items: [row] }), [path]: () => row })
    const page = render(<ManagePage />)
    fireEvent.click(await screen.findByText('蒋思远'))
    press('不通过')
    press('不通过')
    expect(bodyOf(sent, path)).toBeUndefined()
    page.unmount()

    signInAs({ memberships: [{ ...secretary, role: 'communityWorker' }] })
    render(<ManagePage />)
    fireEvent.click(await screen.findByText('蒋思远'))
    expect(await screen.findByText('138****5678')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '通过' })).toBeNull()
  })
})
