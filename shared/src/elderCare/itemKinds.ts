import type { ServiceItem } from './serviceItem'

/** What tells of an item how its people work: fixed by the catalogue, and kept with each order. */
export type ItemKind = Pick<ServiceItem, 'careClass' | 'place' | 'proofs'>

/**
 * A portion that a kitchen cooks: brought in a box, or eaten at the canteen. Cooking at somebody's home and feeding are
 * of the same class; they have a list to be ticked, and are visits like any other.
 */
export const isPortion = ({ careClass, place, proofs }: ItemKind): boolean =>
  careClass === 'meal' && (place === 'site' || !proofs.includes('checklist'))

/** A portion that is carried to the door: handing it over is all of the service. */
export const isCarried = (item: ItemKind): boolean => isPortion(item) && item.place === 'home'

/**
 * Many come to one place at the same hour, and whoever works there serves them all: a canteen, a class, day care. A bath
 * at the site has somebody beside each one.
 */
export const isSitting = ({ careClass, place }: ItemKind): boolean => place === 'site' && careClass !== 'bath'

/** Keeps nobody's time: one carrier brings many portions in an hour, one caller rings many; she can have two of them. */
export const mayOverlap = (item: ItemKind): boolean => isPortion(item) || item.place === 'remote'
