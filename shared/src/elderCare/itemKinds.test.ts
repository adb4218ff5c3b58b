import { isCarried, isPortion, isSitting, mayOverlap, type ItemKind } from './itemKinds'

const item = (careClass: ItemKind['careClass'], place: ItemKind['place'], ...proofs: ItemKind['proofs']) => ({
  careClass,
  place,
  proofs,
})

it.each<[string, ItemKind, string[]]>([
  ['a box', item('meal', 'home', 'code', 'met'), ['portion', 'carried', 'overlaps']],
  ['a canteen', item('meal', 'site', 'code'), ['portion', 'sitting', 'overlaps']],
  ['cooking at home', item('meal', 'home', 'code', 'checklist'), []],
  ['a bath at home', item('bath', 'home', 'code'), []],
  ['a bath at the site', item('bath', 'site', 'code', 'checklist'), []],
  ['a class', item('company', 'site', 'code'), ['sitting']],
  ['a call', item('company', 'remote', 'call'), ['overlaps']],
])('tells what %s is', (_, kind, expected) => {
  const is = {
    portion: isPortion(kind),
    carried: isCarried(kind),
    sitting: isSitting(kind),
    overlaps: mayOverlap(kind),
  }
  expect(Object.entries(is).flatMap(([name, holds]) => (holds ? name : []))).toEqual(expected)
})
