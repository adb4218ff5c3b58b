import { placeOf, type Place } from '@linli/shared/areas/areas'

/** 宝山区 友谊路街道 临江新村居委会: real places; everything below them is invented. */
export const demoDistrict = '310113'
export const demoStreet = '310113003'
export const demoCommunity = '310113003026'
/** 临江公园居委会, next door: nothing of the demo lies there, but one of the staff lives there. */
export const demoNextCommunity = '310113003028'

export interface DemoGrid {
  code: string
  name: string
}

export const demoGrids: readonly DemoGrid[] = [
  { code: `${demoCommunity}-G01`, name: '第一网格' },
  { code: `${demoCommunity}-G02`, name: '第二网格' },
  { code: `${demoCommunity}-G03`, name: '第三网格' },
]

export interface DemoEstate {
  code: string
  name: string
  address: string
  /** Keys of demo units; without `property` it is 无物管. */
  property?: string
  ownersCommittee?: string
  buildings: number
  floors: number
  homesPerFloor: number
  /** The grid of each building by its number from 1: an estate may span grids. */
  gridOf: (building: number) => string
}

const grid = (number: number): string => `${demoCommunity}-G0${number}`

export const demoEstates: readonly DemoEstate[] = [
  {
    code: `${demoCommunity}-E01`,
    name: '江畔苑',
    address: '临江路 100 弄',
    property: 'property1',
    ownersCommittee: 'ownersCommittee',
    buildings: 8,
    floors: 6,
    homesPerFloor: 3,
    gridOf: () => grid(1),
  },
  {
    code: `${demoCommunity}-E02`,
    name: '临江公寓',
    address: '临江路 188 弄',
    property: 'property2',
    buildings: 6,
    floors: 8,
    homesPerFloor: 3,
    gridOf: () => grid(2),
  },
  {
    code: `${demoCommunity}-E03`,
    name: '临江老院',
    address: '牡丹江支路 9 弄',
    buildings: 10,
    floors: 4,
    homesPerFloor: 3,
    gridOf: (building) => (building <= 4 ? grid(1) : grid(3)),
  },
]

export interface DemoBuilding {
  code: string
  name: string
  estateName: string
  place: Place
  rooms: string[]
}

function listRooms({ floors, homesPerFloor }: DemoEstate): string[] {
  return Array.from({ length: floors * homesPerFloor }, (_, i) => {
    const floor = Math.floor(i / homesPerFloor) + 1
    return `${floor}0${(i % homesPerFloor) + 1}`
  })
}

/** All buildings, numbered through the community in the order of the estates. */
export const demoBuildings: readonly DemoBuilding[] = demoEstates
  .flatMap((estate) => Array.from({ length: estate.buildings }, (_, i) => ({ estate, number: i + 1 })))
  .map(({ estate, number }, i) => {
    const code = `${demoCommunity}-B${String(i + 1).padStart(3, '0')}`
    return {
      code,
      name: `${number}号楼`,
      estateName: estate.name,
      place: { ...placeOf(code), grid: estate.gridOf(number), estate: estate.code },
      rooms: listRooms(estate),
    }
  })
