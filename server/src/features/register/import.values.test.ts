import {
  parseDay,
  parseLinkKind,
  parsePhone,
  parseSchedule,
  parseSquareMetres,
  parseUnitKind,
} from './import.values'

test.each([
  ['1944-3-5', '1944-03-05'],
  ['1944/03/05', '1944-03-05'],
  ['1944.3.5', '1944-03-05'],
  ['1944年3月5日', '1944-03-05'],
  ['19440305', '1944-03-05'],
  ['2024-02-29', '2024-02-29'],
  ['2023-02-29', undefined],
  ['2023-13-01', undefined],
  ['44年3月5日', undefined],
  ['昨天', undefined],
])('reads the day %s as %s', (text, day) => {
  expect(parseDay(text)).toBe(day)
})

test('reads phones, areas, kinds', () => {
  expect(
    ['+86 199-0000-0001', '１９９０００００００１', '1990000000', '021-56120000'].map(parsePhone),
  ).toEqual(['19900000001', '19900000001', undefined, undefined])
  expect(['68.52', '68.5㎡', '90平方米', '0', '-3', '68.525', '大'].map(parseSquareMetres)).toEqual([
    68.52,
    68.5,
    90,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(['业主', '房主', '租户', '家属', '仅户口', '朋友'].map(parseLinkKind)).toEqual([
    'owner',
    'owner',
    'tenant',
    'family',
    'hukouOnly',
    undefined,
  ])
  expect(parseUnitKind('物业')).toBe('property')
  expect(parseUnitKind('银行')).toBeUndefined()
})

test.each([
  ['全天', { kind: 'always' }],
  ['每天 24小时', { kind: 'always' }],
  ['工作日 09:00-17:00', { kind: 'hours', days: 'workdays', spans: [{ from: '09:00', to: '17:00' }] }],
  [
    '每天 8:00–11:30，13:00–20:00',
    {
      kind: 'hours',
      days: 'daily',
      spans: [
        { from: '08:00', to: '11:30' },
        { from: '13:00', to: '20:00' },
      ],
    },
  ],
  [
    '周一至周六 08:00-18:00',
    { kind: 'hours', days: [1, 2, 3, 4, 5, 6], spans: [{ from: '08:00', to: '18:00' }] },
  ],
  ['周六到周一 08:00-18:00', { kind: 'hours', days: [0, 1, 6], spans: [{ from: '08:00', to: '18:00' }] }],
  ['每天 20:00-08:00', undefined],
  ['有空的时候', undefined],
])('reads the hours %s', (text, schedule) => {
  expect(parseSchedule(text)).toEqual(schedule)
})
