import { isCarried, isPortion, mayOverlap, type ItemKind } from './itemKinds'

const item = (careClass: ItemKind['careClass'], place: ItemKind['place'], ...proofs: ItemKind['proofs']) => ({
  careClass,
  place,
  proofs,
})

it.each<[string, ItemKind, object]>([
  ['a box', item('meal', 'home', 'code', 'met'), { isPortion: true, isCarried: true, mayOverlap: true }],
  ['a canteen', item('meal', 'site', 'code'), { isPortion: true, isCarried: false, mayOverlap: true }],
  [
    'cooking at home',
    item('meal', 'home', 'code', 'checklist'),
    { isPortion: false, isCarried: false, mayOverlap: false },
  ],
  ['a bath', item('bath', 'home', 'code'), { isPortion: false, isCarried: false, mayOverlap: false }],
  ['a call', item('company', 'remote', 'call'), { isPortion: false, isCarried: false, mayOverlap: true }],
])('tells what %s is', (_, kind, expected) => {
  expect({ isPortion: isPortion(kind), isCarried: isCarried(kind), mayOverlap: mayOverlap(kind) }).toEqual(
    expected,
  )
})
